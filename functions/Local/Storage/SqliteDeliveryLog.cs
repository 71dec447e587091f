using System.Globalization;
using System.Text.Json;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Storage;

/// <summary>What was pushed, in SQLite: one row a ticket, whose version is the ETag.</summary>
internal sealed class SqliteDeliveryLog(SqliteDatabase database) : IDeliveryLog
{
    private const string SelectDeliveries = "SELECT version, json FROM deliveries WHERE ticket_id = ?1";

    private const string InsertDeliveries =
        """
        INSERT INTO deliveries (ticket_id, version, json, due_at, not_reached_at) VALUES (?1, 1, ?2, ?3, ?4)
        ON CONFLICT (ticket_id) DO NOTHING
        """;

    private const string UpdateDeliveries =
        """
        UPDATE deliveries SET version = version + 1, json = ?2, due_at = ?3, not_reached_at = ?4
        WHERE ticket_id = ?1 AND version = ?5
        """;

    private const string SelectDue =
        """
        SELECT due_at, ticket_id, json FROM deliveries WHERE due_at IS NOT NULL AND (due_at, ticket_id) > (?1, ?2) AND due_at <= ?4
        ORDER BY due_at, ticket_id LIMIT ?3
        """;

    private const string SelectNotReached =
        """
        SELECT not_reached_at, ticket_id, json FROM deliveries WHERE not_reached_at IS NOT NULL AND (not_reached_at, ticket_id) < (?1, ?2)
        ORDER BY not_reached_at DESC, ticket_id DESC LIMIT ?3
        """;

    private const string SelectReconciled = "SELECT through FROM reconciled WHERE only_row = 1";

    private const string UpsertReconciled =
        "INSERT INTO reconciled (only_row, through) VALUES (1, ?1) ON CONFLICT (only_row) DO UPDATE SET through = excluded.through";

    public Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.First(
            SelectDeliveries,
            row => new Stored<TicketDeliveries>(
                JsonSerializer.Deserialize(row.GetSpan(1), StorageJson.Instance.TicketDeliveries)!,
                row.GetInt64(0).ToString(CultureInfo.InvariantCulture)),
            ticketId),
        cancellationToken);

    public async Task<bool> TryWriteAsync(TicketDeliveries deliveries, string? etag, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(deliveries, StorageJson.Instance.TicketDeliveries);
        var (due, notReached) = (deliveries.DueAt?.UtcTicks, deliveries.NotReachedAt?.UtcTicks);
        if (etag is null)
            return await database.WriteAsync(session => session.Execute(InsertDeliveries, deliveries.Id, json, due, notReached), cancellationToken) == 1;
        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && await database.WriteAsync(session => session.Execute(UpdateDeliveries, deliveries.Id, json, due, notReached, version), cancellationToken) == 1;
    }

    public async Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset dueBy, PageRequest page, CancellationToken cancellationToken)
    {
        var start = ListPosition.Parse(page.Cursor, "due deliveries") ?? ListPosition.At(DateTimeOffset.MinValue);
        return await ReadPageAsync(SelectDue, "due deliveries", start, page.Limit, cancellationToken, dueBy.UtcTicks);
    }

    public async Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken)
    {
        var start = ListPosition.Parse(page.Cursor, "not reached") ?? ListPosition.At(DateTimeOffset.MaxValue);
        return await ReadPageAsync(SelectNotReached, "not reached", start, page.Limit, cancellationToken);
    }

    private async Task<Page<TicketDeliveries>> ReadPageAsync(
        string select, string list, ListPosition start, int limit, CancellationToken cancellationToken, params SqliteValue[] which)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        // One more than asked for tells whether there is a next page.
        var rows = await database.ReadAsync(
            session => session.All(
                select,
                row => (Position: new ListPosition(row.GetInt64(0), row.GetString(1)), Json: row.GetBytes(2)),
                [start.Ticks, start.Id, limit + 1, .. which]),
            cancellationToken);
        var items = rows.Take(limit).Select(row => JsonSerializer.Deserialize(row.Json, StorageJson.Instance.TicketDeliveries)!).ToList();
        return new Page<TicketDeliveries>(items, rows.Count > limit ? rows[limit - 1].Position.ToCursor(list) : null);
    }

    public Task<DateTimeOffset?> ReadReconciledAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session => session.First(SelectReconciled, row => (DateTimeOffset?)new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero)),
        cancellationToken);

    public Task WriteReconciledAsync(DateTimeOffset reconciledThrough, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(UpsertReconciled, reconciledThrough.UtcTicks), cancellationToken);
}
