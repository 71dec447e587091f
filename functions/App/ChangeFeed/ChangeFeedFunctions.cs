using System.Text.Json;

namespace ServerlessSupport.App.ChangeFeed;

/// <summary>What changes of tickets wake.</summary>
public sealed class ChangeFeedFunctions(DeliverChanges push)
{
    /// <summary>
    /// Has pushed what changed tickets' devices lack. Bound to plain JSON, so that a document this version cannot read
    /// costs itself and not its batch.
    /// </summary>
    [Function(nameof(PushUpdates)), ExponentialBackoffRetry(-1, "00:00:02", "00:05:00")]
    public Task PushUpdates(
        [CosmosDBTrigger("%" + TriggerSettings.DatabaseName + "%", "tickets", Connection = "Cosmos", LeaseContainerName = "leases", LeaseContainerPrefix = "push-",
            MaxItemsPerInvocation = 50, FeedPollDelay = 1000, StartFromBeginning = true)] IReadOnlyList<JsonElement> tickets,
        CancellationToken cancellationToken) =>
        push.RunAsync(tickets, cancellationToken);
}
