using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The agents' filter as a query. Every condition is one that an index answers; what a page costs is told in docs/operations.md.</summary>
internal sealed class CosmosFilter
{
    private readonly Dictionary<string, object> _values = [];
    private readonly List<string> _conditions = [];
    private readonly TicketFilter _filter;

    public CosmosFilter(TicketFilter filter)
    {
        _filter = filter;
        if (filter.States.Count > 0)
            _conditions.Add($"c.state IN ({string.Join(", ", filter.States.Distinct().Order().Select(state => Value(state.OnWire())))})");
        Equal("customerKey", filter.CustomerKey);
        Equal("assignee", filter.Assignee);
        Equal("queue", filter.Queue);
        Equal("category", filter.Category?.OnWire());
        Equal("awaits", filter.Awaits?.OnWire());
        Equal("rating", filter.Rating);
        // Normal is what is not written.
        Equal("priority", filter.Priority is Priority.Normal ? null : filter.Priority?.OnWire());
        Missing("priority", filter.Priority is Priority.Normal);
        Missing("assignee", filter.Unassigned);
        Missing("queue", filter.Unqueued);
        if (filter.Tag is { } tag)
            _conditions.Add($"ARRAY_CONTAINS(c.tags, {Value(tag)})");
        if (filter.DueBy is { } dueBy)
            _conditions.Add($"c.rank <= {Value(CosmosTicket.Rank(dueBy.UtcTicks))}");
        if (filter.Scope is { } scope)
            _conditions.Add(Within(scope));
        foreach (var part in filter.Query?.Parts ?? [])
            _conditions.Add(Found(part));
    }

    /// <summary>A page of the list, after a place or from its beginning.</summary>
    public QueryDefinition Page(ListPosition? place)
    {
        if (place is { } after)
            _conditions.Add(_filter.Order == TicketOrder.Due
                ? After("rank", ">", Value(CosmosTicket.Rank(after.Ticks)), Value(after.Id))
                : After("updatedAt", "<", Value(UtcTimeConverter.Format(after.Time)), Value(after.Id)));
        return Query($"SELECT {CosmosTicket.BriefColumns}", $" ORDER BY {Order()}");
    }

    public QueryDefinition Count() => Query("SELECT VALUE COUNT(1)", "");

    // The values come first in the order, because only then one composite index serves the filter and the order at once.
    private string Order() => (_filter.Order, _filter) switch
    {
        (TicketOrder.Newest, _) => "c.updatedAt DESC, c.id DESC",
        (_, { Assignee: not null }) => "c.assignee ASC, c.rank ASC, c.id ASC",
        (_, { States: [_] }) => "c.state ASC, c.rank ASC, c.id ASC",
        _ => "c.rank ASC, c.id ASC",
    };

    private QueryDefinition Query(string select, string order)
    {
        var where = _conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", _conditions)}";
        return _values.Aggregate(new QueryDefinition($"{select} FROM c{where}{order}"), (query, value) => query.WithParameter(value.Key, value.Value));
    }

    private string Within(TicketScope scope)
    {
        var own = scope.Queues.Count == 0 ? "" : $" OR c.queue IN ({string.Join(", ", scope.Queues.Select(Value))})";
        return $"(NOT IS_DEFINED(c.queue){own} OR c.assignee = {Value(scope.AgentId)} OR ARRAY_CONTAINS(c.mentioned, {Value(scope.AgentKey)}))";
    }

    private string Found(SearchPart part)
    {
        var words = string.Join(" AND ", part.Words.Select(word => $"EXISTS(SELECT VALUE w FROM w IN c.words WHERE STARTSWITH(w, {Value(word)}))"));
        return part.Reference is { } reference ? $"(({words}) OR ARRAY_CONTAINS(c.words, {Value(reference)}))" : $"({words})";
    }

    // The first condition says nothing that the second does not, but an index can seek by it.
    private static string After(string field, string beyond, string place, string id) => $"c.{field} {beyond}= {place} AND (c.{field} {beyond} {place} OR c.id {beyond} {id})";

    private void Equal(string field, object? value)
    {
        if (value is not null)
            _conditions.Add($"c.{field} = {Value(value)}");
    }

    private void Missing(string field, bool isAsked)
    {
        if (isAsked)
            _conditions.Add($"NOT IS_DEFINED(c.{field})");
    }

    private string Value(object value)
    {
        var name = $"@p{_values.Count}";
        _values.Add(name, value);
        return name;
    }
}
