using System.Diagnostics;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using ServerlessSupport.Telemetry;

namespace ServerlessSupport.Cloud.Telemetry;

/// <summary>Registers the export of traces, metrics and logs.</summary>
public static class TelemetryRegistration
{
    /// <summary>
    /// Exports where the settings say, over OTLP, to Application Insights, or both; without a setting nothing is registered
    /// and nothing costs, and the answer is null. The caller adds what makes the spans of requests and invocations here.
    /// </summary>
    public static IOpenTelemetryBuilder? AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<TelemetryOptions>().Bind(configuration).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>());
        var options = new TelemetryOptions();
        configuration.Bind(options);
        // Bad settings stop the start a moment later, with a sentence: exporters made of them would end it sooner, without one.
        if (!(options.ExportsOtlp || options.ExportsToAzure) || new TelemetryOptionsValidator().Validate(null, options).Failed)
            return null;

        // Without it Azure's clients, that of Cosmos DB included, make no spans that a source has; they look once, at their first call.
        AppContext.SetSwitch("Azure.Experimental.EnableActivitySource", true);
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(configuration["WEBSITE_SITE_NAME"] ?? "serverless-support")
                // Again, so that OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES have the last word.
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(SupportTelemetry.Name, "System.Net.Http", "Azure.*").AddProcessor(new WithoutHostStream()))
            .WithMetrics(metrics => metrics.AddMeter(SupportTelemetry.Name, "Microsoft.AspNetCore.Hosting", "System.Net.Http", "System.Runtime"))
            .WithLogging(null, logs => logs.IncludeFormattedMessage = true);
        if (options.ExportsOtlp)
            telemetry.UseOtlpExporter();
        if (options.ExportsToAzure)
            telemetry.UseAzureMonitorExporter(azure => Connect(azure, options));
        return telemetry;
    }

    private static void Connect(AzureMonitorExporterOptions azure, TelemetryOptions options)
    {
        azure.ConnectionString = options.ConnectionString;
        azure.Credential = options.Credential();
        // The alerts read log lines: none may be missing because its trace was not sampled.
        azure.EnableTraceBasedLogsSampler = false;
        // On disk they would outlive this instance unread.
        azure.DisableOfflineStorage = true;
    }
}

/// <summary>
/// Keeps one span from being exported: that of the request in which the host and the worker talk. It lasts as long as the process,
/// and stands for nothing that anybody did.
/// </summary>
internal sealed class WithoutHostStream : BaseProcessor<Activity>
{
    private const string Stream = "/AzureFunctionsRpcMessages.FunctionRpc/EventStream";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem("url.full") is string url && url.EndsWith(Stream, StringComparison.Ordinal))
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
    }
}
