// Microsoft.Azure.Functions.Worker
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>In this build there is no Functions host to run under, so starting ends with a sentence that says what to run.</summary>
public class FunctionsApplication
{
    [DoesNotReturn]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args)
    {
        Console.Error.WriteLine(
            "This build of the function app has no Functions host. Run everything on this machine with " +
            "'dotnet run --project functions/Local', or build with -p:UseAzurePackages=true to run under the Functions host.");
        Environment.Exit(1);
        throw new PlatformNotSupportedException();
    }
}

public class FunctionsApplicationBuilder : IFunctionsWorkerApplicationBuilder
{
    private readonly HostApplicationBuilder _inner = Host.CreateEmptyApplicationBuilder(null);

    internal FunctionsApplicationBuilder()
    {
    }

    public ConfigurationManager Configuration => _inner.Configuration;

    public IHostEnvironment Environment => _inner.Environment;

    public ILoggingBuilder Logging => _inner.Logging;

    public IServiceCollection Services => _inner.Services;

    public IHost Build() => _inner.Build();
}
