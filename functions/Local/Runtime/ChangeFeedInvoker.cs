using ServerlessSupport.Local.Runtime.Discovery;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Keeps what wakes a change-feed function for as long as the tokens allow, wherever the changes come from.</summary>
internal delegate Task ChangeFeedSource(ChangeFeedFunction function, HostTokens tokens);

/// <summary>Gives batches of changes to change-feed functions.</summary>
internal sealed class ChangeFeedInvoker(Invoker invoker)
{
    /// <summary>
    /// True when the feed is to be checkpointed past the batch: it was handled, or it failed for good, for then the platform
    /// drops it. False when the host stops: the lease stays, and the batch comes again.
    /// </summary>
    public async Task<bool> InvokeAsync(ChangeFeedFunction function, IReadOnlyList<ReadOnlyMemory<byte>> documents, HostTokens tokens) =>
        await invoker.RunAsync(function.Name, function.Retry, (services, cancellation) => function.Call(services, documents, cancellation), tokens) != Ending.Stopped;
}
