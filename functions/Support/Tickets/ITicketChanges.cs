namespace ServerlessSupport.Tickets;

/// <summary>
/// The tickets in the order of their changes, by a position that knows no clock. A ticket that changed again stands where it
/// changed last, in its newest version. Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface ITicketChanges
{
    /// <summary>
    /// What changed after a position, at most about <paramref name="max"/> tickets; with no position, or one that this store
    /// does not know, what changed at or after a time. Documents that cannot be read are passed over.
    /// </summary>
    Task<ChangedTickets> ReadAsync(string? position, DateTimeOffset from, int max, CancellationToken cancellationToken);

    /// <summary>The position behind all changes there are.</summary>
    Task<string> EndAsync(CancellationToken cancellationToken);
}

/// <summary>A stretch of changes, and the position behind it.</summary>
public sealed record ChangedTickets(IReadOnlyList<Ticket> Items, string Position, bool HasMore);
