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
            var tickets = await Task.WhenAll(found.Items.Select(deliveries => store.FindAsync(deliveries.Id, cancellationToken)));
            items.AddRange(tickets.OfType<Stored<Ticket>>().Where(ticket => filter.Matches(ticket.Document)).Select(ticket => TicketBrief.Of(ticket.Document)));
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
        var tickets = await Task.WhenAll(found.Items.Select(deliveries => store.FindAsync(deliveries.Id, cancellationToken)));
        return tickets.Count(ticket => ticket is not null && scope?.Includes(ticket.Document) != false);
    }
}
