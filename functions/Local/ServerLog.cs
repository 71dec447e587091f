using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ServerlessSupport.App;

namespace ServerlessSupport.Local;

/// <summary>Tells in the log that the server listens and where, that it stops, and, for who asks for it, each request.</summary>
internal sealed partial class ServerLog(IServer server, LocalOptions options, TimeProvider time, ILogger<ServerLog> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        Log.Listening(logger, ProductVersion.Text, string.Join(" and ", addresses), options.DataFolder);
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        Log.Stopped(logger);
        return Task.CompletedTask;
    }

    /// <summary>Runs a request; at debug it is logged by the name of what answered: an address may hold a signature.</summary>
    public Task TellAsync(HttpContext context, RequestDelegate next) => logger.IsEnabled(LogLevel.Debug) ? TimeAsync(context, next) : next(context);

    private async Task TimeAsync(HttpContext context, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            Log.Answered(logger, context.Request.Method, context.GetEndpoint()?.DisplayName, context.Response.StatusCode, time.GetElapsedTime(started).TotalMilliseconds);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Information, "Version {Version} listens at {Addresses} and keeps its data in {Folder}.")]
        public static partial void Listening(ILogger logger, string version, string addresses, string folder);

        [LoggerMessage(6002, LogLevel.Information, "It stops: no new work is taken, and what is under way is finished.")]
        public static partial void Stopping(ILogger logger);

        [LoggerMessage(6003, LogLevel.Information, "It has stopped.")]
        public static partial void Stopped(ILogger logger);

        [LoggerMessage(6004, LogLevel.Debug, "{Method} {Endpoint} was answered {Status} after {Milliseconds:F1} ms.")]
        public static partial void Answered(ILogger logger, string method, string? endpoint, int status, double milliseconds);
    }
}
