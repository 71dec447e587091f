namespace ServerlessSupport.Push;

/// <summary>
/// Where it is kept what was pushed: one document per ticket, apart from the ticket so that pushing never disturbs
/// an agent's ETag. Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IDeliveryLog
{
    /// <summary>Reads a ticket's deliveries; null when nothing was pushed yet. One point read. Throws <see cref="UnreadableDocumentException"/>.</summary>
    Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken);

    /// <summary>
    /// Changes a ticket's deliveries and returns what they are then. The change may be made several times, each time to what
    /// somebody else has written meanwhile; one that returns what it was given writes nothing. It begins with what was
    /// <paramref name="seen"/> (null: that there are none), so that without a race this is one write.
    /// </summary>
    Task<TicketDeliveries> ChangeAsync(
        string ticketId, Stored<TicketDeliveries>? seen, Func<TicketDeliveries, TicketDeliveries> change, CancellationToken cancellationToken);

    /// <summary>
    /// Deliveries whose <see cref="TicketDeliveries.DueAt"/> is at or before a time, and open ones that were written more than
    /// <see cref="TicketDeliveries.ClockSkew"/> after it, by a clock that was put back since. By their due time and then by
    /// ticket, ascending. Costs what it returns.
    /// </summary>
    Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset now, PageRequest page, CancellationToken cancellationToken);

    /// <summary>How many updates of all their tickets a customer has not opened: the sum of <see cref="TicketDeliveries.Unread"/>. One query of one partition.</summary>
    Task<int> CountUnreadAsync(string customerKey, CancellationToken cancellationToken);

    /// <summary>A customer's deliveries with a <see cref="TicketDeliveries.DueAt"/>, whenever that is, at most 100. One partition.</summary>
    Task<IReadOnlyList<TicketDeliveries>> ListOpenAsync(string customerKey, CancellationToken cancellationToken);

    /// <summary>Deliveries with a <see cref="TicketDeliveries.NotReachedAt"/>, by that time and then by ticket, newest first. Costs what it returns.</summary>
    Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>How many there are of these; <paramref name="cap"/> stands for that many or more.</summary>
    Task<int> CountNotReachedAsync(int cap, CancellationToken cancellationToken);

    /// <summary>
    /// Deliveries of which nothing is open, and that were written last before a time, the longest unchanged first, at most so many; not those that were
    /// <see cref="TicketDeliveries.Trimmed"/> since. Costs what it returns.
    /// </summary>
    Task<IReadOnlyList<Stored<TicketDeliveries>>> ListSettledAsync(DateTimeOffset before, int max, CancellationToken cancellationToken);

    /// <summary>Deletes what is known of a ticket's deliveries; no error if nothing is.</summary>
    Task DeleteAsync(string ticketId, CancellationToken cancellationToken);

    /// <summary>Deletes what is known of the deliveries of all of a customer's tickets. One partition.</summary>
    Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken);

    /// <summary>Up to which position of <see cref="Tickets.ITicketChanges"/> the reconciler has compared tickets with deliveries; null before its first run.</summary>
    Task<string?> ReadReconciledAsync(CancellationToken cancellationToken);

    Task WriteReconciledAsync(string position, CancellationToken cancellationToken);
}

/// <summary>Changes to the delivery log, dated.</summary>
internal static class DeliveryLogChanges
{
    /// <summary>Changes what a log says of a ticket, by the clock as it is now.</summary>
    public static Task<TicketDeliveries> ChangeAsync(
        this IDeliveryLog log, string ticketId, Stored<TicketDeliveries>? seen, DateTimeOffset now, Func<TicketDeliveries, TicketDeliveries> change, CancellationToken cancellationToken) =>
        log.ChangeAsync(
            ticketId,
            seen,
            stored =>
            {
                var before = stored.AsOf(now);
                var after = change(before);
                return ReferenceEquals(after, stored) ? stored : after with { WrittenAt = now };
            },
            cancellationToken);
}

/// <summary>Reading for whom a ticket matters more than what became of its updates.</summary>
public static class DeliveryLogReads
{
    /// <summary>A ticket's deliveries; null when nothing was pushed yet, and when they cannot be read. One point read.</summary>
    public static async Task<TicketDeliveries?> TryFindAsync(this IDeliveryLog log, string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return (await log.FindAsync(ticketId, cancellationToken))?.Document;
        }
        catch (UnreadableDocumentException)
        {
            return null;
        }
    }
}
