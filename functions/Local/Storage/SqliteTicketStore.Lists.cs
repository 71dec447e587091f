namespace ServerlessSupport.Local.Storage;

/// <content>The lists. Each reads one index from a place on: ?1 and ?2 are that place, ?3 how many, the rest says which tickets.</content>
internal sealed partial class SqliteTicketStore
{
    private const string SelectByCustomer =
        """
        SELECT created_at, id, brief, json FROM tickets WHERE customer_key = ?4 AND (created_at, id) < (?1, ?2)
        ORDER BY created_at DESC, id DESC LIMIT ?3
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

    public async Task<Page<TicketBrief>> ListByCustomerAsync(string customerKey, PageRequest page, CancellationToken cancellationToken)
    {
        var start = page.After ?? Newest;
        var rows = await database.ReadAsync(
            session => session.All(
                SelectByCustomer, row => new BriefRow(row.GetInt64(0), row.GetString(1), Bytes(row, 2), row.GetBytes(3)), start.Ticks, start.Id, Wanted(page), customerKey),
            cancellationToken);
        return Briefs(rows, page.Limit);
    }

    public async Task<Page<TicketBrief>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        var isByRank = filter.Order == TicketOrder.Due && filter.Query is null;
        var start = page.After ?? (isByRank ? Oldest : Newest);
        var (statement, values) = (TicketLists.Page(filter), TicketLists.Values(filter, start.Ticks, start.Id, Wanted(page)));
        var rows = await ReadAsync(
            filter, session => session.All(statement, row => new BriefRow(row.GetInt64(isByRank ? 1 : 0), row.GetString(2), Bytes(row, 3), row.GetBytes(4)), values), cancellationToken);
        return Briefs(rows, page.Limit);
    }

    public async Task<int> CountAsync(TicketFilter filter, int cap, CancellationToken cancellationToken)
    {
        var (statement, values) = (TicketLists.Count(filter), TicketLists.Values(filter, 0, "", cap));
        return await ReadAsync(filter, session => session.First(statement, row => row.GetInt32(0), values), cancellationToken);
    }

    public async Task<Page<Ticket>> ListPushedByCustomerAsync(string customerKey, DateTimeOffset since, PageRequest page, CancellationToken cancellationToken)
    {
        var start = page.After ?? ListPosition.At(since);
        return await ReadPageAsync(SelectByPush, start.NotBefore(since), page, cancellationToken, customerKey);
    }

    public async Task<Page<Stored<Ticket>>> ListDueAsync(DateTimeOffset dueBy, DateTimeOffset latest, PageRequest page, CancellationToken cancellationToken)
    {
        var start = page.After ?? Oldest;
        return await ReadPageAsync(
            SelectByReminder,
            start,
            page,
            row => row.GetInt64(3),
            (ticket, seq) => new Stored<Ticket>(ticket, ETag(seq)),
            cancellationToken,
            dueBy.UtcTicks,
            latest.UtcTicks);
    }

    // Words are searched for in all that is committed.
    private Task<T> ReadAsync<T>(TicketFilter filter, Func<SqliteSession, T> read, CancellationToken cancellationToken) =>
        filter.Query is null ? database.ReadAsync(read, cancellationToken) : words.ReadAsync(read, cancellationToken);

    private Task<Page<Ticket>> ReadPageAsync(
        string select, ListPosition start, PageRequest page, CancellationToken cancellationToken, params SqliteValue[] which) =>
        ReadPageAsync(select, start, page, _ => 0, (ticket, _) => ticket, cancellationToken, which);

    private async Task<Page<T>> ReadPageAsync<T>(
        string select, ListPosition start, PageRequest page, Func<SqliteRow, long> seq, Func<Ticket, long, T> item, CancellationToken cancellationToken, params SqliteValue[] which)
    {
        var rows = await database.ReadAsync(
            session => session.All(
                select,
                row => (Position: new ListPosition(row.GetInt64(0), row.GetString(1)), Json: row.GetBytes(2), Seq: seq(row)),
                [start.Ticks, start.Id, Wanted(page), .. which]),
            cancellationToken);
        List<T> items = [];
        foreach (var row in rows.Take(page.Limit))
        {
            if (unreadable.TryRead(row.Position.Id, row.Json, StorageJson.Instance.Ticket) is { } ticket)
                items.Add(item(ticket, row.Seq));
        }

        return new Page<T>(items, rows.Count > page.Limit ? rows[page.Limit - 1].Position : null);
    }

    private Page<TicketBrief> Briefs(List<BriefRow> rows, int limit)
    {
        var items = rows.Take(limit).Select(Read).OfType<TicketBrief>().ToList();
        return new Page<TicketBrief>(items, rows.Count > limit ? new ListPosition(rows[limit - 1].Place, rows[limit - 1].Id) : null);
    }

    private TicketBrief? Read(BriefRow row) =>
        row.Brief is { } brief ? unreadable.TryRead(row.Id, brief, StorageJson.Instance.TicketBrief)
        : unreadable.TryRead(row.Id, row.Json, StorageJson.Instance.Ticket) is { } ticket ? unreadable.TryUse(row.Id, () => TicketBrief.Of(ticket))
        : null;

    private static byte[]? Bytes(SqliteRow row, int column) => row.IsNull(column) ? null : row.GetBytes(column);

    // One more than asked for tells whether there is a next page.
    private static int Wanted(PageRequest page)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page.Limit, 1);
        return page.Limit + 1;
    }

    private sealed record BriefRow(long Place, string Id, byte[]? Brief, byte[] Json);
}
