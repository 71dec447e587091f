namespace ServerlessSupport.Push;

/// <summary>
/// Where it is kept what was pushed: one document per ticket, apart from the ticket so that pushing never disturbs
/// an agent's ETag. Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IDeliveryLog
{
    /// <summary>Reads a ticket's deliveries; null when nothing was pushed yet. One point read.</summary>
    Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken);

    /// <summary>Writes a ticket's deliveries if they still have this ETag (null: if there are none yet); false when they were changed meanwhile. One write.</summary>
    Task<bool> TryWriteAsync(TicketDeliveries deliveries, string? etag, CancellationToken cancellationToken);

    /// <summary>Deliveries whose <see cref="TicketDeliveries.DueAt"/> is at or before a time, by that time and then by ticket, ascending. Costs what it returns.</summary>
    Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset dueBy, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Deliveries with a <see cref="TicketDeliveries.NotReachedAt"/>, by that time and then by ticket, newest first. Costs what it returns.</summary>
    Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>Up to which time the reconciler has compared tickets with deliveries; null before its first run.</summary>
    Task<DateTimeOffset?> ReadReconciledAsync(CancellationToken cancellationToken);

    Task WriteReconciledAsync(DateTimeOffset reconciledThrough, CancellationToken cancellationToken);
}
