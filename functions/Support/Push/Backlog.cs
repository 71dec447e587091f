using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>What waits: since when the oldest push has waited for a retry, and since when the oldest reminder is due, or text to be sent; null where nothing waits.</summary>
public sealed record Waiting(DateTimeOffset? Push, DateTimeOffset? Reminder);

/// <summary>
/// Tells how far the server is behind, at a price that does not grow with what waits: one page of each index, at most once in
/// <see cref="GoodFor"/>, however often it is asked. Of more waiting pushes than a page holds those count that are due first.
/// </summary>
public sealed class Backlog(ITicketStore tickets, IDeliveryLog log, TimeProvider time)
{
    /// <summary>How long an answer is given again.</summary>
    public static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private Answer? _last;

    /// <summary>Reads both indexes, unless that was done a moment ago. Throws <see cref="UnavailableException"/>.</summary>
    public async Task<Waiting> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < GoodFor)
            return last.Waiting;
        var now = time.GetUtcNow();
        var due = await tickets.ListDueAsync(now, DateTimeOffset.MaxValue, new PageRequest(1), cancellationToken);
        var waiting = await log.ListDueAsync(now + Ahead, new PageRequest(PageRequest.MaxLimit), cancellationToken);
        var answer = new Answer(time.GetTimestamp(), new Waiting(waiting.Items.Min(Since), due.Items.Count > 0 ? due.Items[0].Document.WakeAt : null));
        _last = answer;
        return answer.Waiting;
    }

    private static DateTimeOffset? Since(TicketDeliveries deliveries) => new[] { deliveries.Customer, deliveries.Agents }
        .Where(lane => lane.RetryAt is not null)
        .SelectMany(lane => lane.Updates.Where(update => update.Seq > lane.Through))
        .Min(update => update.QueuedAt);

    private sealed record Answer(long At, Waiting Waiting);
}
