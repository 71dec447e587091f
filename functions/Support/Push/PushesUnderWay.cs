using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ServerlessSupport.Push;

/// <summary>
/// Holds the stop of the process until the pushes that no function waits for any more have ended, as far as the host's shutdown
/// timeout allows. What has not begun is left to the reconciler.
/// </summary>
internal sealed class PushesUnderWay(IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Looked up only now: hosted services are made before the settings are checked, and whatever pushes needs good ones.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        // A stop that runs out of time is the host's to tell; nothing is lost by it.
        await services.GetRequiredService<Turns>().FinishAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await services.GetRequiredService<DeliverNotices>().FinishAsync().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
