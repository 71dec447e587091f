using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>
/// One list of tickets, or of what goes with them, as a query: those with certain values and times, ordered by a time and then by id. The values
/// come first in the order too, because only then one composite index serves the filter and the order at once.
/// </summary>
/// <param name="Time">The field it is ordered by.</param>
internal sealed record TicketList(string Time)
{
    public IReadOnlyList<(string Field, string Value)> Equal { get; init; } = [];

    /// <summary>What is read of each document.</summary>
    public string Columns { get; init; } = "*";

    public bool NewestFirst { get; init; }

    /// <summary>The partition, when all of the list is in one.</summary>
    public string? Partition { get; init; }

    /// <summary>The earliest time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The latest time.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What is in the list although its time is later than <see cref="Until"/>: where this field has a time after this one.</summary>
    public (string Field, DateTimeOffset Time)? OrAfter { get; init; }

    /// <summary>The query for what comes after a place, or for all of the list.</summary>
    public QueryDefinition After(ListPosition? place)
    {
        var values = new Dictionary<string, string>();
        string Value(string value)
        {
            var name = $"@p{values.Count}";
            values.Add(name, value);
            return name;
        }

        List<string> conditions = [.. Equal.Select(equal => $"c.{equal.Field} = {Value(equal.Value)}")];
        void Bound(string comparison, DateTimeOffset? time)
        {
            if (time is { } bound)
                conditions.Add($"c.{Time} {comparison} {Value(UtcTimeConverter.Format(bound))}");
        }

        Bound(">=", From);
        if (OrAfter is var (field, late) && Until is { } until)
            conditions.Add($"(c.{Time} <= {Value(UtcTimeConverter.Format(until))} OR c.{field} > {Value(UtcTimeConverter.Format(late))})");
        else
            Bound("<=", Until);
        if (place is { } after)
        {
            var beyond = NewestFirst ? "<" : ">";
            var time = Value(UtcTimeConverter.Format(after.Time));
            // The first condition says nothing that the second does not, but an index can seek by it.
            conditions.Add($"c.{Time} {beyond}= {time} AND (c.{Time} {beyond} {time} OR c.id {beyond} {Value(after.Id)})");
        }

        var where = conditions.Count == 0 ? "" : $" WHERE {string.Join(" AND ", conditions)}";
        var direction = NewestFirst ? "DESC" : "ASC";
        var order = string.Join(", ", Equal.Select(equal => equal.Field).Append(Time).Append("id").Select(name => $"c.{name} {direction}"));
        return values.Aggregate(new QueryDefinition($"SELECT {Columns} FROM c{where} ORDER BY {order}"), (query, value) => query.WithParameter(value.Key, value.Value));
    }
}
