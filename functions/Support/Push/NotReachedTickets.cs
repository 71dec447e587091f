using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Tickets with an update that reached nobody, the newest of these first. The delivery log says which, so that finding them costs the tickets nothing: pushing
/// never touches a ticket's document. Other filters are applied to the tickets as they are read, so a page may be short while there are more.
/// </summary>
public sealed class NotReachedTickets(IDeliveryLog log, ITicketStore store)
{
    // So that a filter which nothing passes ends; the next page leads on.
    private const int MaxReads = 5;

    public async Task<Page<TicketBrief>> ListAsync(Caller agent, TicketFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        filter = filter with { Scope = TicketScope.Of(agent) };
        var items = new List<TicketBrief>();
        var after = page.After;
        for (var reads = 0; reads < MaxReads && items.Count < page.Limit; reads++)
        {
            var found = await log.ListNotReachedAsync(new PageRequest(page.Limit - items.Count, after), cancellationToken);
            items.AddRange((await FindAsync(found, cancellationToken)).Where(filter.Matches).Select(TicketBrief.Of));
            after = found.Next;
            if (after is null)
                break;
        }

        return new Page<TicketBrief>(items, after);
    }

    /// <summary>How many of the newest 100 the agent sees. The log knows no queues, so that counting more would be reading them all.</summary>
    public async Task<int> CountNewestAsync(Caller agent, CancellationToken cancellationToken)
    {
        var scope = TicketScope.Of(agent);
        var found = await log.ListNotReachedAsync(new PageRequest(PageRequest.MaxLimit), cancellationToken);
        return (await FindAsync(found, cancellationToken)).Count(ticket => scope?.Includes(ticket) != false);
    }

    private async Task<IEnumerable<Ticket>> FindAsync(Page<TicketDeliveries> found, CancellationToken cancellationToken) =>
        (await Task.WhenAll(found.Items.Select(deliveries => FindAsync(deliveries.Id, cancellationToken)))).OfType<Ticket>();

    // One that cannot be read costs the list itself only.
    private async Task<Ticket?> FindAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return (await store.FindAsync(ticketId, cancellationToken))?.Document;
        }
        catch (UnreadableDocumentException)
        {
            return null;
        }
    }
}
