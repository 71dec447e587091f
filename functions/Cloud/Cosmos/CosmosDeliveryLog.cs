using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>What was pushed, in Cosmos DB: one document a ticket in its customer's partition, and one with the reconciler's mark.</summary>
internal sealed class CosmosDeliveryLog(CosmosContainers containers, UnreadableDocuments unreadable, Random random, TimeProvider time) : IDeliveryLog
{
    /// <summary>Its own partition; no customer's key is this short.</summary>
    private const string Mark = "reconciler";

    private const int MaxRaces = 12;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private readonly CosmosDocuments<TicketDeliveries> _documents = new(containers.Deliveries, StorageJson.Instance.TicketDeliveries, containers.Timeout);
    private readonly CosmosLists<TicketDeliveries> _lists = new(containers.Deliveries, StorageJson.Instance.TicketDeliveries, containers.Timeout, unreadable);
    private readonly CosmosDocuments<ReconcilerMark> _marks = new(containers.Deliveries, CosmosJson.Instance.ReconcilerMark, containers.Timeout);

    public async Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return TicketId.IsValid(ticketId) ? await _documents.FindAsync(ticketId, TicketId.CustomerKey(ticketId), cancellationToken) : null;
        }
        catch (UnreadableDocumentException fault)
        {
            throw unreadable.Met(fault);
        }
    }

    public async Task<TicketDeliveries> ChangeAsync(
        string ticketId, Stored<TicketDeliveries>? seen, Func<TicketDeliveries, TicketDeliveries> change, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var before = seen?.Document ?? TicketDeliveries.None(ticketId);
            var after = change(before);
            if (ReferenceEquals(before, after) || await _documents.TryWriteAsync(ticketId, after.CustomerKey, after, seen?.ETag, cancellationToken) is not null)
                return after;
            // Those who met do not meet again.
            await Task.Delay(FirstPause * random.NextDouble() * (1 << race), time, cancellationToken);
            seen = await FindAsync(ticketId, cancellationToken);
        }

        throw new UnavailableException($"The deliveries of ticket {ticketId} kept changing.");
    }

    public Task DeleteAsync(string ticketId, CancellationToken cancellationToken) => _documents.DeleteAsync(ticketId, TicketId.CustomerKey(ticketId), cancellationToken);

    public async Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken)
    {
        var found = await _documents.QueryRawAsync(new QueryDefinition("SELECT c.id FROM c"), customerKey, count: null, cancellationToken);
        // An emulator may answer for other partitions too.
        var ids = found.Select(document => document.GetProperty("id").GetString()!).Where(id => TicketId.IsValid(id) && TicketId.CustomerKey(id) == customerKey);
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (id, token) => await _documents.DeleteAsync(id, customerKey, token));
    }

    public Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset now, PageRequest page, CancellationToken cancellationToken) => _lists.ReadPageAsync(
        new TicketList("dueAt") { From = DateTimeOffset.MinValue, Until = now, OrAfter = ("writtenAt", now + TicketDeliveries.ClockSkew) },
        page,
        cancellationToken);

    public async Task<int> CountUnreadAsync(string customerKey, CancellationToken cancellationToken)
    {
        // An emulator may answer for other partitions too.
        var query = new QueryDefinition("SELECT VALUE SUM(c.unread) FROM c WHERE c.unread > 0 AND c.customerKey = @key").WithParameter("@key", customerKey);
        var sums = await _documents.QueryRawAsync(query, customerKey, count: null, cancellationToken);
        return sums.Where(sum => sum.ValueKind == JsonValueKind.Number).Sum(sum => sum.GetInt32());
    }

    public async Task<IReadOnlyList<TicketDeliveries>> ListOpenAsync(string customerKey, CancellationToken cancellationToken)
    {
        var list = new TicketList("dueAt") { Partition = customerKey, From = DateTimeOffset.MinValue };
        var page = await _lists.ReadPageAsync(list, new PageRequest(PageRequest.MaxLimit), cancellationToken);
        // An emulator may answer for other partitions too.
        return [.. page.Items.Where(deliveries => deliveries.CustomerKey == customerKey)];
    }

    // The earliest time there is leaves out those that have none.
    public Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken) => _lists.ReadPageAsync(
        new TicketList("notReachedAt") { From = DateTimeOffset.MinValue, NewestFirst = true }, page, cancellationToken);

    public async Task<int> CountNotReachedAsync(int cap, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT VALUE COUNT(1) FROM c WHERE c.notReachedAt >= @earliest").WithParameter("@earliest", UtcTimeConverter.Format(DateTimeOffset.MinValue));
        return (int)Math.Min(cap, (await _documents.QueryRawAsync(query, partition: null, count: null, cancellationToken)).Sum(count => count.GetInt64()));
    }

    public async Task<IReadOnlyList<Stored<TicketDeliveries>>> ListSettledAsync(DateTimeOffset before, int max, CancellationToken cancellationToken) => (await _lists.ReadStoredAsync(
        _ => new QueryDefinition("SELECT * FROM c WHERE c.writtenAt < @before AND NOT IS_DEFINED(c.dueAt) ORDER BY c.writtenAt").WithParameter("@before", UtcTimeConverter.Format(before)),
        found => found.GetProperty("writtenAt").GetDateTimeOffset().UtcTicks,
        partition: null,
        new PageRequest(max),
        cancellationToken)).Items;

    public async Task<string?> ReadReconciledAsync(CancellationToken cancellationToken) =>
        (await _marks.FindAsync(Mark, Mark, cancellationToken))?.Document.Position;

    public Task WriteReconciledAsync(string position, CancellationToken cancellationToken) =>
        _marks.UpsertAsync(Mark, Mark, new ReconcilerMark(Mark, Mark, position), cancellationToken);
}

/// <summary>Up to which position of the change feed the reconciler has come.</summary>
internal sealed record ReconcilerMark(string Id, string CustomerKey, string? Position);
