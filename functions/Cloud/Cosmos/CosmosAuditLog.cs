using Microsoft.Azure.Cosmos;
using ServerlessSupport.Audit;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// The audit record in Cosmos DB: a document for each line, in the partition of its actor, created and never replaced, and one with the end of the chain, which is
/// written after the line. Lines that are not kept for good remove themselves (TTL).
/// </summary>
internal sealed class CosmosAuditLog(CosmosContainers containers, TimeProvider time) : IAuditLog
{
    private const string End = "end";
    private readonly CosmosDocuments<AuditDocument> _lines = new(containers.Audit, CosmosJson.Instance.AuditDocument, containers.Timeout);
    private readonly CosmosDocuments<HeadDocument> _heads = new(containers.Audit, CosmosJson.Instance.HeadDocument, containers.Timeout);

    public async Task<bool> TryAddAsync(FiledLine line, AuditHead head, CancellationToken cancellationToken)
    {
        if (await _lines.CreateAsync(line.Id, line.Actor, AuditDocument.Of(line, time.GetUtcNow()), cancellationToken) is null)
            return false;
        await _heads.UpsertAsync(End, line.Actor, new HeadDocument(End, line.Actor, head), cancellationToken);
        return true;
    }

    public async Task<FiledLine?> FindNewestAsync(string actor, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT TOP 1 * FROM c WHERE c.actor = @actor AND c.number > 0 ORDER BY c.number DESC").WithParameter("@actor", actor);
        return (await _lines.QueryAsync(query, actor, 1, cancellationToken)).SingleOrDefault()?.ToLine();
    }

    public async Task<AuditHead?> FindHeadAsync(string actor, CancellationToken cancellationToken) => (await _heads.FindAsync(End, actor, cancellationToken))?.Document.Head;

    public async Task<IReadOnlyList<FiledLine>> ReadChainAsync(string actor, long after, int count, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE c.actor = @actor AND c.number > @after ORDER BY c.number").WithParameter("@actor", actor).WithParameter("@after", after);
        return [.. (await _lines.QueryAsync(query, actor, count, cancellationToken)).Select(document => document.ToLine())];
    }

    public async Task<Page<FiledLine>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var found = await _lines.QueryAsync(Query(filter, page.After), filter.Actor, page.Limit + 1, cancellationToken);
        var items = found.Take(page.Limit).Select(document => document.ToLine()).ToList();
        return new Page<FiledLine>(items, found.Count > page.Limit ? new ListPosition(items[^1].At.UtcTicks, items[^1].Id) : null);
    }

    // They go by themselves.
    public Task<int> DeleteExpiredAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) => Task.FromResult(0);

    private static QueryDefinition Query(AuditFilter filter, ListPosition? place)
    {
        List<string> conditions = [];
        var values = new Dictionary<string, string>();
        void Add(string condition, string name, string? value)
        {
            if (value is null)
                return;
            conditions.Add(condition);
            values[name] = value;
        }

        Add("c.actor = @actor", "@actor", filter.Actor);
        Add("c.customer = @customer", "@customer", filter.Customer);
        Add("c.target = @target", "@target", filter.Target);
        Add("c.action = @action", "@action", filter.Action);
        // The earliest time there is leaves out what has none: the ends of chains.
        Add("c.at >= @from", "@from", UtcTimeConverter.Format(filter.From ?? DateTimeOffset.MinValue));
        Add("c.at < @until", "@until", filter.Until is { } until ? UtcTimeConverter.Format(until) : null);
        if (place is { } after)
        {
            // The first condition says nothing that the second does not, but an index can seek by it.
            Add("c.at <= @at AND (c.at < @at OR c.id < @id)", "@at", UtcTimeConverter.Format(after.Time));
            values["@id"] = after.Id;
        }

        return values.Aggregate(
            new QueryDefinition($"SELECT * FROM c WHERE {string.Join(" AND ", conditions)} ORDER BY c.at DESC, c.id DESC"), (query, value) => query.WithParameter(value.Key, value.Value));
    }
}

/// <summary>A line as a document; Cosmos DB removes it so many seconds after it was written, if it says so.</summary>
internal sealed record AuditDocument(
    string Id, string Actor, long Number, DateTimeOffset At, string Action, string? Target, string? Customer, DateTimeOffset? KeptUntil, string Line, string Mac, int? Ttl = null)
{
    public static AuditDocument Of(FiledLine line, DateTimeOffset now) => new(
        line.Id, line.Actor, line.Number, line.At, line.Action, line.Target, line.Customer, line.KeptUntil, line.Json, line.Mac,
        line.KeptUntil is { } until ? (int)Math.Clamp((until - now).TotalSeconds, 1, int.MaxValue) : null);

    public FiledLine ToLine() => new(Actor, Number, At, Action, Target, Customer, KeptUntil, Line, Mac);
}

/// <summary>The end of a chain, in the partition of its lines.</summary>
internal sealed record HeadDocument(string Id, string Actor, AuditHead Head);
