namespace ServerlessSupport.Local.Storage;

/// <summary>
/// The agents' lists as statements. Each is driven by the narrowest index that the filter names, state by state, so that the index gives the order too; the other
/// conditions are there always and pass everything when nothing is asked of them, which keeps the statements few.
/// </summary>
/// <remarks>
/// Parameters: ?1 and ?2 the place, ?3 how many, ?4 and ?5 the facets, ?6 the highest rank, ?7 customer, ?8 tag, ?9 assignee, ?10 rating, ?11 queue,
/// ?12 the words. Of an agent who does not see all, ?13 the queues as JSON, ?14 their id, ?15 what a mention of them is tagged with, and from ?16 each queue.
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

    private const string InQueues = "t.queue IN (SELECT value FROM json_each(?13))";
    private const string IsMentioned = "EXISTS (SELECT 1 FROM ticket_tags AS mention WHERE mention.seq = t.seq AND mention.tag = ?15)";
    private const string Unqueued = "(t.facets & 64) = 0";

    /// <summary>What an agent sees who does not see all.</summary>
    private const string Scope = $"({Unqueued} OR {InQueues} OR t.assignee = ?14 OR {IsMentioned})";

    // The one outside their queues that is theirs, and beside these those in which they are mentioned.
    private static readonly Source Own = new("tickets AS t INDEXED BY tickets_by_assignee", $"t.assignee = ?14 AND t.queue IS NOT NULL AND NOT {InQueues} AND");
    private static readonly Source Mentioned = new(
        "ticket_tags AS g INDEXED BY tags_by_rank CROSS JOIN tickets AS t ON t.seq = g.seq", $"g.tag = ?15 AND t.queue IS NOT NULL AND NOT {InQueues} AND t.assignee IS NOT ?14 AND");

    // With more of them the list passes over what stands in others; SQLite puts no more than 500 parts together.
    private const int MaxQueuesApart = 20;

    private const string Due = "t.rank >= ?1 AND (t.rank > ?1 OR t.id > ?2)";
    private const string Newest = "t.seq < ?1";

    /// <summary>The tag under which a mention is found; no tag of a ticket has a comma.</summary>
    public static string MentionTag(string personKey) => $",{personKey}";

    /// <summary>The statement for a page of a list.</summary>
    public static string Page(TicketFilter filter)
    {
        var states = States(filter);
        var conditions = Where(filter);
        if (filter.Query is not null)
            return $"SELECT {Columns} FROM words CROSS JOIN tickets AS t ON t.seq = words.rowid WHERE words MATCH ?12 AND words.rowid < ?1 AND {AnyOf(states)} AND {conditions} ORDER BY words.rowid DESC LIMIT ?3";
        var sources = Sources(filter);
        if (filter.Order == TicketOrder.Due)
            return $"{Branches(Columns, sources, states, Due, conditions)} ORDER BY 2, 3 LIMIT ?3";
        if (IsNarrow(filter))
            return $"{Sorted(sources, states, conditions)} ORDER BY t.seq DESC";
        var ended = filter.Scope is null ? Conditions : $"{Conditions} AND {Scope}";
        // Of those that ended there may be any number, so they come in the order of their numbers; the others are what is to be worked on.
        List<string> branches = [.. states.Where(IsEnded).Select(state => Branch(Columns, new("tickets AS t INDEXED BY tickets_ended", ""), state, Newest, ended))];
        if (states.Where(state => !IsEnded(state)).ToList() is { Count: > 0 } unended)
            branches.Add(Sorted(sources, unended, conditions));
        return $"{string.Join(" UNION ALL ", branches)} ORDER BY 1 DESC LIMIT ?3";
    }

    // What an index narrows down is sorted by its numbers alone, before any ticket is looked at.
    private static string Sorted(IReadOnlyList<Source> sources, IReadOnlyList<TicketState> states, string conditions)
    {
        var found = sources.Select(source => $"SELECT t.seq FROM {source.From} WHERE {source.Driven} {AnyOf(states)} AND {Newest} AND {conditions}");
        return $"SELECT {Columns} FROM tickets AS t WHERE t.seq IN (SELECT * FROM ({string.Join(" UNION ALL ", found)}) ORDER BY 1 DESC LIMIT ?3)";
    }

    private static bool IsEnded(TicketState state) => state is TicketState.Resolved or TicketState.Closed;

    /// <summary>The statement that counts a list, up to ?3.</summary>
    public static string Count(TicketFilter filter) => filter.Query is not null
        ? $"SELECT count(*) FROM (SELECT 1 FROM words CROSS JOIN tickets AS t ON t.seq = words.rowid WHERE words MATCH ?12 AND {AnyOf(States(filter))} AND {Where(filter)} LIMIT ?3)"
        : $"SELECT count(*) FROM ({Branches("1", Sources(filter), States(filter), "1", Where(filter))} LIMIT ?3)";

    public static SqliteValue[] Values(TicketFilter filter, long place, string id, int limit)
    {
        var (mask, value) = TicketFacets.Wanted(filter);
        List<SqliteValue> values =
        [
            place, id, limit, mask, value, filter.DueBy?.UtcTicks ?? long.MaxValue, filter.CustomerKey, filter.Tag, filter.Assignee, (long?)filter.Rating, filter.Queue,
        ];
        if (filter.Query is not null || filter.Scope is not null)
            values.Add(filter.Query is null ? (string?)null : WordIndex.Match(filter.Query));
        if (filter.Scope is { } scope)
        {
            values.AddRange([Json(scope.Queues), scope.AgentId, MentionTag(scope.AgentKey)]);
            if (IsApart(filter))
                values.AddRange(scope.Queues.Select(queue => (SqliteValue)queue));
        }

        return [.. values];
    }

    private static string Json(IReadOnlyList<string> texts) => $"[{string.Join(',', texts.Select(text => $"\"{JsonEncodedText.Encode(text)}\""))}]";

    private static string Branches(string columns, IReadOnlyList<Source> sources, IReadOnlyList<TicketState> states, string after, string conditions) =>
        string.Join(" UNION ALL ", from source in sources from state in states select Branch(columns, source, state, after, conditions));

    private static string Branch(string columns, Source source, TicketState state, string after, string conditions)
    {
        // Tags have state and rank in an index of their own.
        var isTagged = source.From.StartsWith("ticket_tags", StringComparison.Ordinal);
        var branch = $"SELECT {columns} FROM {source.From} WHERE {source.Driven} t.state = '{state}' AND {after}";
        return (isTagged ? branch.Replace("t.rank", "g.rank", StringComparison.Ordinal).Replace("t.state", "g.state", StringComparison.Ordinal) : branch) + $" AND {conditions}";
    }

    private static string Where(TicketFilter filter) => filter.Scope is null || IsApart(filter) ? Conditions : $"{Conditions} AND {Scope}";

    // Where each index that the list is read by leads to nothing but what the agent sees.
    private static bool IsApart(TicketFilter filter) =>
        filter is { Scope.Queues.Count: <= MaxQueuesApart, Query: null, CustomerKey: null, Tag: null, Assignee: null, Rating: null, Queue: null, Priority: null or Priority.Normal }
        && (filter.Order == TicketOrder.Due || filter.DueBy is not null || !States(filter).All(IsEnded));

    // One index for most lists. Who does not see all is led by one for each queue that they see, none of which has a ticket of another one.
    private static IReadOnlyList<Source> Sources(TicketFilter filter)
    {
        if (!IsApart(filter))
            return filter is { Scope: { } scope, Queue: { } queue, CustomerKey: null, Tag: null, Assignee: null, Rating: null } && !scope.Queues.Contains(queue) ? [Own, Mentioned] : [Driver(filter)];
        var queues = Enumerable.Range(16, filter.Scope!.Queues.Count).Select(parameter => new Source("tickets AS t INDEXED BY tickets_by_queue", $"t.queue = ?{parameter} AND"));
        return [new("tickets AS t INDEXED BY tickets_by_rank", $"{Unqueued} AND"), .. queues, Own, Mentioned];
    }

    private static Source Driver(TicketFilter filter) => filter switch
    {
        { CustomerKey: not null } => new("tickets AS t INDEXED BY tickets_by_customer", "t.customer_key = ?7 AND"),
        { Tag: not null } => new("ticket_tags AS g INDEXED BY tags_by_rank CROSS JOIN tickets AS t ON t.seq = g.seq", "g.tag = ?8 AND"),
        { Assignee: not null } => new("tickets AS t INDEXED BY tickets_by_assignee", "t.assignee = ?9 AND"),
        { Rating: not null } => new("tickets AS t INDEXED BY tickets_by_rating", "t.rating = ?10 AND"),
        { Queue: not null } => new("tickets AS t INDEXED BY tickets_by_queue", "t.queue = ?11 AND"),
        { Priority: not null and not Priority.Normal } => new("tickets AS t INDEXED BY tickets_by_urgency", $"t.urgency = '{filter.Priority}' AND"),
        _ => new("tickets AS t INDEXED BY tickets_by_rank", ""),
    };

    private static bool IsNarrow(TicketFilter filter) => filter is not { CustomerKey: null, Tag: null, Assignee: null, Rating: null, Queue: null, DueBy: null, Priority: null or Priority.Normal };

    private static string AnyOf(IReadOnlyList<TicketState> states) => $"t.state IN ({string.Join(", ", states.Select(state => $"'{state}'"))})";

    private static IReadOnlyList<TicketState> States(TicketFilter filter) => filter.States.Count == 0 ? Enum.GetValues<TicketState>() : [.. filter.States.Distinct().Order()];

    /// <summary>Where a list is read from, and what leads there.</summary>
    private sealed record Source(string From, string Driven);
}
