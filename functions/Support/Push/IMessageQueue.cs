namespace ServerlessSupport.Push;

/// <summary>
/// Queues that deliver at least once, after a delay where one is asked for, and drop a message whose id they have
/// seen lately (10 minutes at least). Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IMessageQueue
{
    Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken);
}

/// <summary>The queues there are.</summary>
public static class QueueNames
{
    /// <summary>Tickets whose push, to the customer or to agents, failed and is to be tried again.</summary>
    public const string PushRetries = "push-retries";
}

/// <summary>
/// A message about one ticket: ids only, far below every limit. <paramref name="MessageId"/> is at most 128
/// characters and must be fresh for each attempt, or duplicate detection swallows it.
/// </summary>
public sealed record QueueMessage(string MessageId, TicketTask Body, TimeSpan Delay = default);

/// <summary>
/// A push to be tried again: of which ticket and lane, which entry, the number of the attempt (from 1), and how often this attempt
/// was put off without being made. <paramref name="RetryId"/> is the retry's own: the delivery log names the one that it waits for.
/// <paramref name="TraceParent"/> links it to the work that sent it, where somebody recorded that.
/// </summary>
public sealed record TicketTask(
    string TicketId,
    int Seq,
    int Attempt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Postponed = 0,
    string? RetryId = null,
    string? TraceParent = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] LaneName Lane = LaneName.Customer)
{
    /// <summary>Whether the delivery log does not know of it, so that nothing else may lead back to the ticket: it is never dropped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsUnlogged { get; init; }

    /// <summary>
    /// Whether it is no retry but a probe: it asks whether the push platform is back, and has pushed what waits if it is. It names a
    /// ticket that waits, and any other may be the one that is tried.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsProbe { get; init; }
}
