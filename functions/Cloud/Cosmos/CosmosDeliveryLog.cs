using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>What was pushed, in Cosmos DB: one document a ticket in its customer's partition, and one with the reconciler's mark.</summary>
internal sealed class CosmosDeliveryLog(CosmosContainers containers) : IDeliveryLog
{
    /// <summary>Its own partition; no customer's key is this short.</summary>
    private const string Mark = "reconciler";

    private readonly CosmosDocuments<TicketDeliveries> _documents = new(containers.Deliveries, StorageJson.Instance.TicketDeliveries, containers.Timeout);
    private readonly CosmosDocuments<ReconcilerMark> _marks = new(containers.Deliveries, CosmosJson.Instance.ReconcilerMark, containers.Timeout);

    public async Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        TicketId.IsValid(ticketId) ? await _documents.FindAsync(ticketId, TicketId.CustomerKey(ticketId), cancellationToken) : null;

    public async Task<bool> TryWriteAsync(TicketDeliveries deliveries, string? etag, CancellationToken cancellationToken) =>
        await _documents.TryWriteAsync(deliveries.Id, deliveries.CustomerKey, deliveries, etag, cancellationToken) is not null;

    public Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset dueBy, PageRequest page, CancellationToken cancellationToken) =>
        ReadPageAsync(new TicketList("due deliveries", "dueAt") { Until = dueBy }, deliveries => deliveries.DueAt!.Value, page, cancellationToken);

    // The earliest time there is leaves out those that have none.
    public Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken) => ReadPageAsync(
        new TicketList("not reached", "notReachedAt") { From = DateTimeOffset.MinValue, NewestFirst = true },
        deliveries => deliveries.NotReachedAt!.Value,
        page,
        cancellationToken);

    public async Task<DateTimeOffset?> ReadReconciledAsync(CancellationToken cancellationToken) =>
        (await _marks.FindAsync(Mark, Mark, cancellationToken))?.Document.Through;

    public Task WriteReconciledAsync(DateTimeOffset reconciledThrough, CancellationToken cancellationToken) =>
        _marks.UpsertAsync(Mark, Mark, new ReconcilerMark(Mark, Mark, reconciledThrough), cancellationToken);

    private async Task<Page<TicketDeliveries>> ReadPageAsync(
        TicketList list, Func<TicketDeliveries, DateTimeOffset> time, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        var query = list.After(ListPosition.Parse(page.Cursor, list.Name));
        // One more than asked for tells whether there is a next page.
        var found = await _documents.QueryAsync(query, null, page.Limit + 1, cancellationToken);
        if (found.Count <= page.Limit)
            return new Page<TicketDeliveries>(found, null);
        var last = found[page.Limit - 1];
        return new Page<TicketDeliveries>(found[..page.Limit], new ListPosition(time(last).UtcTicks, last.Id).ToCursor(list.Name));
    }
}

/// <summary>Up to which time the reconciler has come.</summary>
internal sealed record ReconcilerMark(string Id, string CustomerKey, DateTimeOffset Through);
