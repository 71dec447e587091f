using System.Globalization;
using System.Text.Json;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Storage;

/// <summary>What was pushed, in SQLite: one row a ticket, whose version is the ETag.</summary>
internal sealed class SqliteDeliveryLog(SqliteDatabase database) : IDeliveryLog
{
    private const string SelectDeliveries = "SELECT version, json FROM deliveries WHERE ticket_id = ?1";

    private const string InsertDeliveries = "INSERT INTO deliveries (ticket_id, version, json) VALUES (?1, 1, ?2) ON CONFLICT (ticket_id) DO NOTHING";

    private const string UpdateDeliveries = "UPDATE deliveries SET version = version + 1, json = ?2 WHERE ticket_id = ?1 AND version = ?3";

    private const string SelectReconciled = "SELECT through FROM reconciled WHERE only_row = 1";

    private const string UpsertReconciled =
        "INSERT INTO reconciled (only_row, through) VALUES (1, ?1) ON CONFLICT (only_row) DO UPDATE SET through = excluded.through";

    public Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) => database.ReadAsync(
        session => session.First(
            SelectDeliveries,
            row => new Stored<TicketDeliveries>(
                JsonSerializer.Deserialize(row.GetFieldValue<byte[]>(1), StorageJson.Instance.TicketDeliveries)!,
                row.GetInt64(0).ToString(CultureInfo.InvariantCulture)),
            ticketId),
        cancellationToken);

    public async Task<bool> TryWriteAsync(TicketDeliveries deliveries, string? etag, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(deliveries, StorageJson.Instance.TicketDeliveries);
        if (etag is null)
            return await database.WriteAsync(session => session.Execute(InsertDeliveries, deliveries.Id, json), cancellationToken) == 1;
        return long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && await database.WriteAsync(session => session.Execute(UpdateDeliveries, deliveries.Id, json, version), cancellationToken) == 1;
    }

    public Task<DateTimeOffset?> ReadReconciledAsync(CancellationToken cancellationToken) => database.ReadAsync(
        session => session.First(SelectReconciled, row => (DateTimeOffset?)new DateTimeOffset(row.GetInt64(0), TimeSpan.Zero)),
        cancellationToken);

    public Task WriteReconciledAsync(DateTimeOffset reconciledThrough, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(UpsertReconciled, reconciledThrough.UtcTicks), cancellationToken);
}
