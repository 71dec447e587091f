namespace ServerlessSupport.Tickets;

/// <summary>
/// Where tickets are kept. Every write is one document, atomic and durable when the task completes; every list is
/// paged and costs what it returns, never what exists, and passes over documents that cannot be read. Faults that may pass are
/// <see cref="UnavailableException"/>.
/// </summary>
public interface ITicketStore
{
    /// <summary>Adds a ticket; null when its id exists already. One write.</summary>
    Task<Stored<Ticket>?> AddAsync(Ticket ticket, CancellationToken cancellationToken);

    /// <summary>Reads a ticket by its id; null when there is none. One point read. Throws <see cref="UnreadableDocumentException"/>.</summary>
    Task<Stored<Ticket>?> FindAsync(string ticketId, CancellationToken cancellationToken);

    /// <summary>Replaces a ticket if it still has this ETag; null when it was changed meanwhile. One write.</summary>
    Task<Stored<Ticket>?> ReplaceAsync(Ticket ticket, string etag, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the tickets of a customer for good, at most so many, with the words they were found by; returns how many. When it returns fewer than
    /// <paramref name="max"/>, none is left, and no byte of them in the store's own keeping.
    /// </summary>
    Task<int> DeleteOfCustomerAsync(string customerKey, int max, CancellationToken cancellationToken);

    /// <summary>A customer's tickets, newest first, without their timelines.</summary>
    Task<Page<TicketBrief>> ListByCustomerAsync(string customerKey, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// Tickets that match the agents' filter, in its order and without their timelines. What a page costs follows the narrowest of its index
    /// values (customer, tag, assignee, rating, queue, priority, else state); words are found by an index of their own, and come newest first only.
    /// </summary>
    Task<Page<TicketBrief>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>How many tickets match the filter; <paramref name="cap"/> stands for that many or more.</summary>
    Task<int> CountAsync(TicketFilter filter, int cap, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a page of the tickets that an older version wrote anew, so that lists and searches find them: beside the document it kept
    /// nothing of what they are found by. Once there are none it writes nothing.
    /// </summary>
    Task<RenewedTickets> RenewAsync(PageRequest page, CancellationToken cancellationToken);

    /// <summary>A customer's tickets that got a pushable entry at or after a time, by that time and then by id, ascending.</summary>
    Task<Page<Ticket>> ListPushedByCustomerAsync(string customerKey, DateTimeOffset since, PageRequest page, CancellationToken cancellationToken);

    /// <summary>
    /// Tickets for which a timer has something to do by a time (<see cref="Ticket.WakeAt"/>), the longest overdue first; and behind them those
    /// of which that time is after <paramref name="latest"/>: no reminder that a clock wrote which is right is due then. Each with its
    /// ETag, so that who changes it needs not read it again.
    /// </summary>
    Task<Page<Stored<Ticket>>> ListDueAsync(DateTimeOffset dueBy, DateTimeOffset latest, PageRequest page, CancellationToken cancellationToken);
}

/// <summary>How many tickets of a page were written anew, and where the next page begins; no cursor at the end.</summary>
public sealed record RenewedTickets(int Renewed, ListPosition? Next);

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
