namespace ServerlessSupport.Local.Storage;

/// <summary>What was pushed, in SQLite: one row a ticket, whose version is the ETag.</summary>
internal sealed class SqliteDeliveryLog(SqliteDatabase database, UnreadableDocuments unreadable) : IDeliveryLog
{
    private const string SelectDeliveries = "SELECT version, json FROM deliveries WHERE ticket_id = ?1";

    private const string UpsertDeliveries =
        """
        INSERT INTO deliveries (ticket_id, version, json, due_at, not_reached_at, written_at, unread) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (ticket_id) DO UPDATE SET version = version + 1, json = excluded.json, due_at = excluded.due_at,
            not_reached_at = excluded.not_reached_at, written_at = excluded.written_at, unread = excluded.unread
        """;

    private const string DeleteDeliveries = "DELETE FROM deliveries WHERE ticket_id = ?1";

    // A full stop comes after the dash that ends the customer's key.
    private const string DeleteOfCustomer = "DELETE FROM deliveries WHERE ticket_id >= ?1 AND ticket_id < ?2";

    private const string SelectDue =
        """
        SELECT due_at, ticket_id, json FROM deliveries WHERE due_at IS NOT NULL AND (due_at, ticket_id) > (?1, ?2) AND (due_at <= ?4 OR written_at > ?5)
        ORDER BY due_at, ticket_id LIMIT ?3
        """;

    private const string SelectOpen =
        "SELECT ticket_id, json FROM deliveries WHERE ticket_id >= ?1 AND ticket_id < ?2 AND due_at IS NOT NULL ORDER BY ticket_id DESC LIMIT 100";

    private const string SumUnread = "SELECT ifnull(sum(unread), 0) FROM deliveries WHERE ticket_id >= ?1 AND ticket_id < ?2 AND unread > 0";

    private const string SelectNotReached =
        """
        SELECT not_reached_at, ticket_id, json FROM deliveries WHERE not_reached_at IS NOT NULL AND (not_reached_at, ticket_id) < (?1, ?2)
        ORDER BY not_reached_at DESC, ticket_id DESC LIMIT ?3
        """;

    private const string SelectSettled =
        "SELECT version, json, ticket_id FROM deliveries INDEXED BY deliveries_settled WHERE written_at < ?1 AND due_at IS NULL ORDER BY written_at LIMIT ?2";

    private const string CountNotReached = "SELECT count(*) FROM (SELECT 1 FROM deliveries WHERE not_reached_at IS NOT NULL LIMIT ?1)";
    private const string SelectReconciled = "SELECT position FROM reconciled WHERE only_row = 1";

    private const string UpsertReconciled =
        "INSERT INTO reconciled (only_row, position) VALUES (1, ?1) ON CONFLICT (only_row) DO UPDATE SET position = excluded.position";

    public Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.First(SelectDeliveries, row => Read(ticketId, row), ticketId),
        cancellationToken);

    // On the writer's thread nobody comes between the read and the write, so what was seen before does not matter.
    public Task<TicketDeliveries> ChangeAsync(
        string ticketId, Stored<TicketDeliveries>? seen, Func<TicketDeliveries, TicketDeliveries> change, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var before = session.First(SelectDeliveries, row => Read(ticketId, row), ticketId)?.Document ?? TicketDeliveries.None(ticketId);
            var after = change(before);
            if (!ReferenceEquals(before, after))
                session.Execute(UpsertDeliveries, ticketId, Serialize(after), after.DueAt?.UtcTicks, after.NotReachedAt?.UtcTicks, after.WrittenAt?.UtcTicks, after.Unread);
            return after;
        },
        cancellationToken);

    public Task DeleteAsync(string ticketId, CancellationToken cancellationToken) => database.WriteAsync(session => session.Execute(DeleteDeliveries, ticketId), cancellationToken);

    public Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute(DeleteOfCustomer, customerKey + "-", customerKey + "."), cancellationToken);

    public async Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset now, PageRequest page, CancellationToken cancellationToken)
    {
        var start = page.After ?? ListPosition.At(DateTimeOffset.MinValue);
        return await ReadPageAsync(SelectDue, start, page.Limit, cancellationToken, now.UtcTicks, (now + TicketDeliveries.ClockSkew).UtcTicks);
    }

    public Task<int> CountUnreadAsync(string customerKey, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.First(SumUnread, row => row.GetInt32(0), $"{customerKey}-", $"{customerKey}."), cancellationToken);

    // A ticket's id is its customer's key, a dash and more; a dot comes after the dash.
    public async Task<IReadOnlyList<TicketDeliveries>> ListOpenAsync(string customerKey, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.All(SelectOpen, row => (Id: row.GetString(0), Json: row.GetBytes(1)), $"{customerKey}-", $"{customerKey}."), cancellationToken);
        return [.. rows.Select(row => unreadable.TryRead(row.Id, row.Json, StorageJson.Instance.TicketDeliveries)).OfType<TicketDeliveries>()];
    }

    public async Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var start = page.After ?? ListPosition.At(DateTimeOffset.MaxValue);
        return await ReadPageAsync(SelectNotReached, start, page.Limit, cancellationToken);
    }

    public Task<int> CountNotReachedAsync(int cap, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.First(CountNotReached, row => row.GetInt32(0), cap), cancellationToken);

    public async Task<IReadOnlyList<Stored<TicketDeliveries>>> ListSettledAsync(DateTimeOffset before, int max, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(
            session => session.All(SelectSettled, row => (Version: row.GetInt64(0), Json: row.GetBytes(1), Id: row.GetString(2)), before.UtcTicks, max), cancellationToken);
        return [.. rows.Select(row => (row.Version, Document: unreadable.TryRead(row.Id, row.Json, StorageJson.Instance.TicketDeliveries))).Where(row => row.Document is not null)
            .Select(row => new Stored<TicketDeliveries>(row.Document!, row.Version.ToString(CultureInfo.InvariantCulture)))];
    }

    private async Task<Page<TicketDeliveries>> ReadPageAsync(
        string select, ListPosition start, int limit, CancellationToken cancellationToken, params SqliteValue[] which)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // One more than asked for tells whether there is a next page.
        var rows = await database.ReadAsync(
            session => session.All(
                select,
                row => (Position: new ListPosition(row.GetInt64(0), row.GetString(1)), Json: row.GetBytes(2)),
                [start.Ticks, start.Id, limit + 1, .. which]),
            cancellationToken);
        var items = rows.Take(limit).Select(row => unreadable.TryRead(row.Position.Id, row.Json, StorageJson.Instance.TicketDeliveries)).OfType<TicketDeliveries>().ToList();
        return new Page<TicketDeliveries>(items, rows.Count > limit ? rows[limit - 1].Position : null);
    }

    public Task<string?> ReadReconciledAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.First(SelectReconciled, row => row.GetString(0)), cancellationToken);

    public Task WriteReconciledAsync(string position, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(UpsertReconciled, position), cancellationToken);

    private Stored<TicketDeliveries> Read(string ticketId, SqliteRow row) => new(
        unreadable.Read(ticketId, row.GetSpan(1), StorageJson.Instance.TicketDeliveries), row.GetInt64(0).ToString(CultureInfo.InvariantCulture));

    private static byte[] Serialize(TicketDeliveries deliveries) => JsonSerializer.SerializeToUtf8Bytes(deliveries, StorageJson.Instance.TicketDeliveries);
}
