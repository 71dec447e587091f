using ServerlessSupport.Tickets;

namespace ServerlessSupport.Local.Storage;

/// <content>The lists. Each reads one index from a place on: ?1 and ?2 are that place, ?3 how many, the rest says which tickets.</content>
internal sealed partial class SqliteTicketStore
{
    private const string SelectByCustomer =
        """
        SELECT created_at, id, json FROM tickets WHERE customer_key = ?4 AND (created_at, id) < (?1, ?2)
        ORDER BY created_at DESC, id DESC LIMIT ?3
        """;

    private const string SelectAll =
        "SELECT updated_at, id, json FROM tickets WHERE (updated_at, id) > (?1, ?2) ORDER BY updated_at, id LIMIT ?3";

    private const string SelectByState =
        "SELECT updated_at, id, json FROM tickets WHERE state = ?4 AND (updated_at, id) > (?1, ?2) ORDER BY updated_at, id LIMIT ?3";

    private const string SelectByAssignee =
        "SELECT updated_at, id, json FROM tickets WHERE assignee = ?4 AND (updated_at, id) > (?1, ?2) ORDER BY updated_at, id LIMIT ?3";

    private const string SelectByAssigneeAndState =
        """
        SELECT updated_at, id, json FROM tickets WHERE assignee = ?4 AND state = ?5 AND (updated_at, id) > (?1, ?2)
        ORDER BY updated_at, id LIMIT ?3
        """;

    private const string SelectByPush =
        """
        SELECT last_pushable_at, id, json FROM tickets
        WHERE customer_key = ?4 AND last_pushable_at IS NOT NULL AND (last_pushable_at, id) > (?1, ?2)
        ORDER BY last_pushable_at, id LIMIT ?3
        """;

    private const string SelectByReminder =
        """
        SELECT next_reminder_at, id, json, seq FROM tickets
        WHERE next_reminder_at IS NOT NULL AND (next_reminder_at, id) > (?1, ?2) AND next_reminder_at <= ?4
        UNION ALL SELECT next_reminder_at, id, json, seq FROM tickets
        WHERE next_reminder_at IS NOT NULL AND (next_reminder_at, id) > (?1, ?2) AND next_reminder_at > ?5
        ORDER BY next_reminder_at, id LIMIT ?3
        """;

    private static readonly ListPosition Oldest = new(0, "");

    private static readonly ListPosition Newest = new(long.MaxValue, "");

    public async Task<Page<Ticket>> ListByCustomerAsync(string customerKey, PageRequest page, CancellationToken cancellationToken)
    {
        var list = $"customer/{customerKey}";
        var start = ListPosition.Parse(page.Cursor, list) ?? Newest;
        return await ReadPageAsync(SelectByCustomer, list, start, page.Limit, cancellationToken, customerKey);
    }

    public async Task<Page<Ticket>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var list = $"filter/{filter.State}/{filter.Assignee}";
        var start = ListPosition.Parse(page.Cursor, list) ?? Oldest;
        return await (filter switch
        {
            { Assignee: { } assignee, State: { } state } =>
                ReadPageAsync(SelectByAssigneeAndState, list, start, page.Limit, cancellationToken, assignee, state.ToString()),
            { Assignee: { } assignee } => ReadPageAsync(SelectByAssignee, list, start, page.Limit, cancellationToken, assignee),
            { State: { } state } => ReadPageAsync(SelectByState, list, start, page.Limit, cancellationToken, state.ToString()),
            _ => ReadPageAsync(SelectAll, list, start, page.Limit, cancellationToken),
        });
    }

    public async Task<Page<Ticket>> ListPushedByCustomerAsync(string customerKey, DateTimeOffset since, PageRequest page, CancellationToken cancellationToken)
    {
        var list = $"pushed/{customerKey}";
        var start = ListPosition.Parse(page.Cursor, list) ?? ListPosition.At(since);
        return await ReadPageAsync(SelectByPush, list, start.NotBefore(since), page.Limit, cancellationToken, customerKey);
    }

    public async Task<Page<Stored<Ticket>>> ListDueAsync(DateTimeOffset dueBy, DateTimeOffset latest, PageRequest page, CancellationToken cancellationToken)
    {
        var start = ListPosition.Parse(page.Cursor, "due") ?? Oldest;
        return await ReadPageAsync(
            SelectByReminder,
            "due",
            start,
            page.Limit,
            row => row.GetInt64(3),
            (ticket, seq) => new Stored<Ticket>(ticket, ETag(seq)),
            cancellationToken,
            dueBy.UtcTicks,
            latest.UtcTicks);
    }

    private Task<Page<Ticket>> ReadPageAsync(
        string select, string list, ListPosition start, int limit, CancellationToken cancellationToken, params SqliteValue[] which) =>
        ReadPageAsync(select, list, start, limit, _ => 0, (ticket, _) => ticket, cancellationToken, which);

    private async Task<Page<T>> ReadPageAsync<T>(
        string select, string list, ListPosition start, int limit, Func<SqliteRow, long> seq, Func<Ticket, long, T> item, CancellationToken cancellationToken, params SqliteValue[] which)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // One more than asked for tells whether there is a next page.
        var rows = await database.ReadAsync(
            session => session.All(
                select,
                row => (Position: new ListPosition(row.GetInt64(0), row.GetString(1)), Json: row.GetBytes(2), Seq: seq(row)),
                [start.Ticks, start.Id, limit + 1, .. which]),
            cancellationToken);
        List<T> items = [];
        foreach (var row in rows.Take(limit))
        {
            if (unreadable.TryRead(row.Position.Id, row.Json, StorageJson.Instance.Ticket) is { } ticket)
                items.Add(item(ticket, row.Seq));
        }

        return new Page<T>(items, rows.Count > limit ? rows[limit - 1].Position.ToCursor(list) : null);
    }
}
