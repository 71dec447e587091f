using ServerlessSupport.Tickets;

namespace ServerlessSupport.Local.Storage;

/// <summary>
/// The agents' lists as statements. Each is driven by the narrowest index that the filter names, state by state, so that the index gives the order too; the other
/// conditions are there always and pass everything when nothing is asked of them, which keeps the statements few.
/// </summary>
/// <remarks>
/// Parameters: ?1 and ?2 the place, ?3 how many, ?4 and ?5 the facets, ?6 the highest rank, ?7 customer, ?8 tag, ?9 assignee, ?10 rating, ?11 queue,
/// ?12 the words.
/// </remarks>
internal static class TicketLists
{
    private const string Columns = "t.seq, t.rank, t.id, t.brief, t.json";

    private const string Conditions =
        """
        (t.facets & ?4) = ?5 AND t.rank <= ?6 AND (?7 IS NULL OR t.customer_key = ?7)
        AND (?8 IS NULL OR EXISTS (SELECT 1 FROM ticket_tags AS other WHERE other.seq = t.seq AND other.tag = ?8))
        AND (?9 IS NULL OR t.assignee = ?9) AND (?10 IS NULL OR t.rating = ?10) AND (?11 IS NULL OR t.queue = ?11)
        """;

    private const string Due = "t.rank >= ?1 AND (t.rank > ?1 OR t.id > ?2)";

    private const string Newest = "t.seq < ?1";

    /// <summary>The statement for a page of a list.</summary>
    public static string Page(TicketFilter filter)
    {
        var states = States(filter);
        if (filter.Query is not null)
            return $"SELECT {Columns} FROM words CROSS JOIN tickets AS t ON t.seq = words.rowid WHERE words MATCH ?12 AND words.rowid < ?1 AND {AnyOf(states)} AND {Conditions} ORDER BY words.rowid DESC LIMIT ?3";
        var (from, driven) = Driver(filter);
        if (filter.Order == TicketOrder.Due)
            return $"{string.Join(" UNION ALL ", states.Select(state => Branch(Columns, from, driven, state, Due)))} ORDER BY 2, 3 LIMIT ?3";
        if (IsNarrow(filter))
            return $"{Sorted(from, driven, states)} ORDER BY t.seq DESC";
        // Of those that ended there may be any number, so they come in the order of their numbers; the others are what is to be worked on.
        List<string> branches = [.. states.Where(IsEnded).Select(state => Branch(Columns, "tickets AS t INDEXED BY tickets_ended", "", state, Newest))];
        if (states.Where(state => !IsEnded(state)).ToList() is { Count: > 0 } unended)
            branches.Add(Sorted(from, driven, unended));
        return $"{string.Join(" UNION ALL ", branches)} ORDER BY 1 DESC LIMIT ?3";
    }

    // What an index narrows down is sorted by its numbers alone, before any ticket is looked at.
    private static string Sorted(string from, string driven, IReadOnlyList<TicketState> states) =>
        $"SELECT {Columns} FROM tickets AS t WHERE t.seq IN (SELECT t.seq FROM {from} WHERE {driven} {AnyOf(states)} AND {Newest} AND {Conditions} ORDER BY t.seq DESC LIMIT ?3)";

    private static bool IsEnded(TicketState state) => state is TicketState.Resolved or TicketState.Closed;

    /// <summary>The statement that counts a list, up to ?3.</summary>
    public static string Count(TicketFilter filter)
    {
        var (from, driven) = Driver(filter);
        return filter.Query is not null
            ? $"SELECT count(*) FROM (SELECT 1 FROM words CROSS JOIN tickets AS t ON t.seq = words.rowid WHERE words MATCH ?12 AND {AnyOf(States(filter))} AND {Conditions} LIMIT ?3)"
            : $"SELECT count(*) FROM ({string.Join(" UNION ALL ", States(filter).Select(state => Branch("1", from, driven, state, "1")))} LIMIT ?3)";
    }

    public static SqliteValue[] Values(TicketFilter filter, long place, string id, int limit)
    {
        var (mask, value) = TicketFacets.Wanted(filter);
        SqliteValue[] values =
        [
            place, id, limit, mask, value, filter.DueBy?.UtcTicks ?? long.MaxValue, filter.CustomerKey, filter.Tag, filter.Assignee, (long?)filter.Rating, filter.Queue,
        ];
        return filter.Query is { } query ? [.. values, WordIndex.Match(query)] : values;
    }

    private static string Branch(string columns, string from, string driven, TicketState state, string after)
    {
        // Tags have state and rank in an index of their own.
        var isTagged = from.StartsWith("ticket_tags", StringComparison.Ordinal);
        var branch = $"SELECT {columns} FROM {from} WHERE {driven} t.state = '{state}' AND {after}";
        return (isTagged ? branch.Replace("t.rank", "g.rank", StringComparison.Ordinal).Replace("t.state", "g.state", StringComparison.Ordinal) : branch) + $" AND {Conditions}";
    }

    private static (string From, string Driven) Driver(TicketFilter filter) => filter switch
    {
        { CustomerKey: not null } => ("tickets AS t INDEXED BY tickets_by_customer", "t.customer_key = ?7 AND"),
        { Tag: not null } => ("ticket_tags AS g INDEXED BY tags_by_rank CROSS JOIN tickets AS t ON t.seq = g.seq", "g.tag = ?8 AND"),
        { Assignee: not null } => ("tickets AS t INDEXED BY tickets_by_assignee", "t.assignee = ?9 AND"),
        { Rating: not null } => ("tickets AS t INDEXED BY tickets_by_rating", "t.rating = ?10 AND"),
        { Queue: not null } => ("tickets AS t INDEXED BY tickets_by_queue", "t.queue = ?11 AND"),
        { Priority: not null and not Priority.Normal } => ("tickets AS t INDEXED BY tickets_by_urgency", $"t.urgency = '{filter.Priority}' AND"),
        _ => ("tickets AS t INDEXED BY tickets_by_rank", ""),
    };

    private static bool IsNarrow(TicketFilter filter) => filter is not { CustomerKey: null, Tag: null, Assignee: null, Rating: null, Queue: null, DueBy: null, Priority: null or Priority.Normal };

    private static string AnyOf(IReadOnlyList<TicketState> states) => $"t.state IN ({string.Join(", ", states.Select(state => $"'{state}'"))})";

    private static IReadOnlyList<TicketState> States(TicketFilter filter) => filter.States.Count == 0 ? Enum.GetValues<TicketState>() : [.. filter.States.Distinct().Order()];
}
