using System.Text;
using ServerlessSupport.Audit;

namespace ServerlessSupport.Local.Storage;

/// <summary>The audit record in SQLite: a row for each line, and one for the end of each chain, written in one transaction.</summary>
internal sealed class SqliteAuditLog(SqliteDatabase database) : IAuditLog
{
    private const string Columns = "actor, number, at, action, target, customer, kept_until, json, mac";

    private const string InsertLine =
        $"INSERT INTO audit (id, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (id) DO NOTHING";

    private const string UpsertHead = "INSERT INTO audit_heads (actor, json) VALUES (?1, ?2) ON CONFLICT (actor) DO UPDATE SET json = excluded.json";
    private const string SelectHead = "SELECT json FROM audit_heads WHERE actor = ?1";

    private const string SelectChain = $"SELECT {Columns} FROM audit WHERE id > ?1 AND id < ?2 ORDER BY id LIMIT ?3";

    // A full stop comes after the dash that ends the actor's key.
    private const string SelectNewest = $"SELECT {Columns} FROM audit WHERE id > ?1 AND id < ?2 ORDER BY id DESC LIMIT 1";

    private const string DeleteExpired = "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE kept_until <= ?1 LIMIT ?2)";

    public Task<bool> TryAddAsync(FiledLine line, AuditHead head, CancellationToken cancellationToken)
    {
        var end = JsonSerializer.Serialize(head, StorageJson.Instance.AuditHead);
        return database.WriteAsync(
            session =>
            {
                var inserted = session.Execute(
                    InsertLine, line.Id, line.Actor, line.Number, line.At.UtcTicks, line.Action, line.Target, line.Customer, line.KeptUntil?.UtcTicks, line.Json, line.Mac);
                return inserted == 1 && session.Execute(UpsertHead, line.Actor, end) == 1;
            },
            cancellationToken);
    }

    public Task<FiledLine?> FindNewestAsync(string actor, CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.First(SelectNewest, Read, $"{actor}-", $"{actor}."), cancellationToken);

    public Task<AuditHead?> FindHeadAsync(string actor, CancellationToken cancellationToken) => database.ReadAsync(session => Head(session, actor), cancellationToken);

    public async Task<IReadOnlyList<FiledLine>> ReadChainAsync(string actor, long after, int count, CancellationToken cancellationToken) =>
        await database.ReadAsync(session => Chain(session, actor, after, count), cancellationToken);

    public Task<Page<FiledLine>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        database.ReadAsync(session => List(session, filter, page), cancellationToken);

    public Task<int> DeleteExpiredAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(DeleteExpired, now.UtcTicks, max), cancellationToken);

    /// <summary>The lines of a chain after a number, from a file that may be in use.</summary>
    public static List<FiledLine> Chain(SqliteSession session, string actor, long after, int count) =>
        session.All(SelectChain, Read, FiledLine.IdOf(actor, after), $"{actor}.", count);

    /// <summary>Lines of all chains that match, newest first.</summary>
    public static Page<FiledLine> List(SqliteSession session, AuditFilter filter, PageRequest page)
    {
        var start = page.After ?? new ListPosition(long.MaxValue, "");
        var (where, values) = Which(filter);
        var rows = session.All(
            $"SELECT {Columns} FROM audit WHERE (at, id) < (?1, ?2){where} ORDER BY at DESC, id DESC LIMIT ?3", Read, [start.Ticks, start.Id, page.Limit + 1, .. values]);
        return new Page<FiledLine>(
            [.. rows.Take(page.Limit)], rows.Count > page.Limit ? new ListPosition(rows[page.Limit - 1].At.UtcTicks, rows[page.Limit - 1].Id) : null);
    }

    /// <summary>How a chain ends; an end that somebody made unreadable is the end of no chain.</summary>
    public static AuditHead? Head(SqliteSession session, string actor) => session.First(SelectHead, row => ReadHead(row.GetString(0)), actor);

    private static AuditHead? ReadHead(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StorageJson.Instance.AuditHead);
        }
        catch (JsonException)
        {
            return new AuditHead("", 0, "", null, "", "");
        }
    }

    private static (string Where, List<SqliteValue> Values) Which(AuditFilter filter)
    {
        var (where, values) = (new StringBuilder(), new List<SqliteValue>());
        void Add(string column, string comparison, SqliteValue value)
        {
            values.Add(value);
            where.Append(CultureInfo.InvariantCulture, $" AND {column} {comparison} ?{values.Count + 3}");
        }

        foreach (var (column, value) in new[] { ("actor", filter.Actor), ("customer", filter.Customer), ("target", filter.Target), ("action", filter.Action) })
        {
            if (value is not null)
                Add(column, "=", value);
        }

        if (filter.From is { } from)
            Add("at", ">=", from.UtcTicks);
        if (filter.Until is { } until)
            Add("at", "<", until.UtcTicks);
        return (where.ToString(), values);
    }

    private static FiledLine Read(SqliteRow row) => new(
        row.GetString(0), row.GetInt64(1), Time(row, 2)!.Value, row.GetString(3), Text(row, 4), Text(row, 5), Time(row, 6), row.GetString(7), row.GetString(8));

    private static string? Text(SqliteRow row, int column) => row.IsNull(column) ? null : row.GetString(column);

    // A number that is no time was written by nobody of ours; it is shown as the line that it changed.
    private static DateTimeOffset? Time(SqliteRow row, int column) =>
        row.IsNull(column) ? null : new DateTimeOffset(Math.Clamp(row.GetInt64(column), 0, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}
