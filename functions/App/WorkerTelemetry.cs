using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Cloud.Telemetry;

namespace ServerlessSupport.App;

/// <summary>Has the worker export its telemetry itself, as a child of what the host exports.</summary>
internal static class WorkerTelemetry
{
    public static void AddWorkerTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        // What frameworks say of each request is in its span too, and log lines are paid for one by one.
        services.AddLogging(logging => logging
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("System.Net.Http", LogLevel.Warning)
            .AddFilter("Azure", LogLevel.Warning));
        services.AddTelemetry(configuration)?.UseFunctionsWorkerDefaults();
    }
}
