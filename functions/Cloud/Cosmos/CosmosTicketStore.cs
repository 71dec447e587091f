using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Tickets in Cosmos DB: one document each, in the partition of its customer, which its id names.</summary>
internal sealed class CosmosTicketStore(CosmosContainers containers, UnreadableDocuments unreadable) : ITicketStore
{
    private readonly CosmosDocuments<Ticket> _tickets = new(containers.Tickets, CosmosTicket.Json, containers.Timeout);
    private readonly CosmosLists<Ticket> _lists = new(containers.Tickets, CosmosTicket.Json, containers.Timeout, unreadable);
    private readonly CosmosLists<TicketBrief> _briefs = new(containers.Tickets, StorageJson.Instance.TicketBrief, containers.Timeout, unreadable);

    public async Task<Stored<Ticket>?> AddAsync(Ticket ticket, CancellationToken cancellationToken) =>
        await _tickets.CreateAsync(ticket.Id, ticket.CustomerKey, ticket, cancellationToken) is { } etag ? new Stored<Ticket>(ticket, etag) : null;

    public async Task<Stored<Ticket>?> FindAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return TicketId.IsValid(ticketId) ? await _tickets.FindAsync(ticketId, TicketId.CustomerKey(ticketId), cancellationToken) : null;
        }
        catch (UnreadableDocumentException fault)
        {
            throw unreadable.Met(fault);
        }
    }

    public async Task<Stored<Ticket>?> ReplaceAsync(Ticket ticket, string etag, CancellationToken cancellationToken) =>
        await _tickets.ReplaceAsync(ticket.Id, ticket.CustomerKey, ticket, etag, cancellationToken) is { } next ? new Stored<Ticket>(ticket, next) : null;

    public async Task<int> DeleteOfCustomerAsync(string customerKey, int max, CancellationToken cancellationToken)
    {
        // By their ids alone, so that one that cannot be read is deleted too.
        var query = new QueryDefinition("SELECT c.id FROM c WHERE c.customerKey = @customer").WithParameter("@customer", customerKey);
        var found = await _tickets.QueryRawAsync(query, customerKey, max, cancellationToken);
        await Parallel.ForEachAsync(
            found.Select(ticket => ticket.GetProperty("id").GetString()!),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken },
            async (id, token) => await _tickets.DeleteAsync(id, customerKey, token));
        return found.Count;
    }

    public Task<Page<TicketBrief>> ListByCustomerAsync(string customerKey, PageRequest page, CancellationToken cancellationToken) => _briefs.ReadPageAsync(
        new TicketList("createdAt") { Columns = CosmosTicket.BriefColumns, Partition = customerKey, Equal = [("customerKey", customerKey)], NewestFirst = true },
        page,
        cancellationToken);

    public Task<Page<TicketBrief>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken) => _briefs.ReadPageAsync(
        place => new CosmosFilter(filter).Page(place),
        found => filter.Order == TicketOrder.Due ? CosmosTicket.Rank(found) : found.GetProperty("updatedAt").GetDateTimeOffset().UtcTicks,
        filter.CustomerKey,
        page,
        cancellationToken);

    public async Task<int> CountAsync(TicketFilter filter, int cap, CancellationToken cancellationToken)
    {
        var counts = await _tickets.QueryRawAsync(new CosmosFilter(filter).Count(), filter.CustomerKey, count: null, cancellationToken);
        return (int)Math.Min(cap, counts.Sum(count => count.GetInt64()));
    }

    public async Task<RenewedTickets> RenewAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var found = await _lists.ReadStoredAsync(
            place => new QueryDefinition("SELECT * FROM c WHERE NOT IS_DEFINED(c.rank) AND c.id > @after ORDER BY c.id").WithParameter("@after", place?.Id ?? ""),
            _ => 0,
            partition: null,
            page,
            cancellationToken);
        var renewed = 0;
        // One that was changed meanwhile is written anew by that. Who is awaited follows from the timeline where it was not kept.
        foreach (var (ticket, etag) in found.Items)
            renewed += await ReplaceAsync(ticket with { Awaits = ticket.Awaits }, etag, cancellationToken) is null ? 0 : 1;
        return new RenewedTickets(renewed, found.Next);
    }

    public Task<Page<Ticket>> ListPushedByCustomerAsync(string customerKey, DateTimeOffset since, PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(
        new TicketList("lastPushableAt") { Partition = customerKey, Equal = [("customerKey", customerKey)], From = since },
        page,
        cancellationToken);

    public Task<Page<Stored<Ticket>>> ListDueAsync(DateTimeOffset dueBy, DateTimeOffset latest, PageRequest page, CancellationToken cancellationToken) =>
        _lists.ReadStoredAsync(new TicketList("nextReminderAt") { Until = dueBy, OrAfter = ("nextReminderAt", latest) }, page, cancellationToken);

    private Task<Page<Ticket>> ReadPageAsync(TicketList list, PageRequest page, CancellationToken cancellationToken) =>
        _lists.ReadPageAsync(list, page, cancellationToken);
}
