using ServerlessSupport.Desk;

namespace ServerlessSupport.Local.Storage;

/// <summary>The desk's own documents in SQLite: one row each. The ETag is the number of the newest write, which is never given out twice.</summary>
internal sealed class SqliteDeskStore(SqliteDatabase database, UnreadableDocuments unreadable, TimeProvider time) : IDeskStore
{
    private const string SelectDocument = "SELECT seq, json FROM desk WHERE shelf = ?1 AND id = ?2";
    private const string SelectShelf = "SELECT seq, id, json FROM desk WHERE shelf = ?1 ORDER BY id";
    private const string InsertDocument = "INSERT INTO desk (shelf, id, expires_at, json) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (shelf, id) DO NOTHING";
    private const string DeleteVersion = "DELETE FROM desk WHERE seq = ?1 AND shelf = ?2 AND id = ?3";
    private const string DeleteDocument = "DELETE FROM desk WHERE shelf = ?1 AND id = ?2";
    private const string DeleteExpired = "DELETE FROM desk WHERE expires_at <= ?1";

    public async Task<Stored<T>?> FindAsync<T>(Shelf<T> shelf, string id, CancellationToken cancellationToken)
        where T : class
    {
        var row = await database.ReadAsync(session => session.All(SelectDocument, row => (Seq: row.GetInt64(0), Json: row.GetBytes(1)), shelf.Name, id), cancellationToken);
        return row is [var (seq, json)] && unreadable.TryRead(id, json, shelf.Json) is { } document ? new Stored<T>(document, ETag(seq)) : null;
    }

    public async Task<IReadOnlyList<DeskItem<T>>> ListAsync<T>(Shelf<T> shelf, CancellationToken cancellationToken)
        where T : class
    {
        var rows = await database.ReadAsync(
            session => session.All(SelectShelf, row => (Seq: row.GetInt64(0), Id: row.GetString(1), Json: row.GetBytes(2)), shelf.Name), cancellationToken);
        return [.. rows.Select(row => unreadable.TryRead(row.Id, row.Json, shelf.Json) is { } document ? new DeskItem<T>(row.Id, document, ETag(row.Seq)) : null).OfType<DeskItem<T>>()];
    }

    public Task<string?> TryWriteAsync<T>(Shelf<T> shelf, string id, T document, string? etag, CancellationToken cancellationToken)
        where T : class
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document, shelf.Json);
        return database.WriteAsync(
            session => etag is null || Delete(session, shelf.Name, id, etag) ? Insert(session, shelf.Name, id, ExpiresAt(shelf.Lifetime), json) : null, cancellationToken);
    }

    public Task PutAsync<T>(Shelf<T> shelf, string id, T document, CancellationToken cancellationToken)
        where T : class
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(document, shelf.Json);
        return database.WriteAsync(
            session =>
            {
                session.Execute(DeleteExpired, time.GetUtcNow().UtcTicks);
                session.Execute(DeleteDocument, shelf.Name, id);
                return Insert(session, shelf.Name, id, ExpiresAt(shelf.Lifetime), json);
            },
            cancellationToken);
    }

    public Task<bool> TryDeleteAsync<T>(Shelf<T> shelf, string id, string etag, CancellationToken cancellationToken)
        where T : class => database.WriteAsync(session => Delete(session, shelf.Name, id, etag), cancellationToken);

    private static bool Delete(SqliteSession session, string shelf, string id, string etag) =>
        long.TryParse(etag, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) && session.Execute(DeleteVersion, seq, shelf, id) == 1;

    private static string? Insert(SqliteSession session, string shelf, string id, long? expiresAt, byte[] json) =>
        session.Execute(InsertDocument, shelf, id, expiresAt, json) == 1 ? ETag(session.LastInserted) : null;

    private long? ExpiresAt(TimeSpan? lifetime) => (time.GetUtcNow() + lifetime)?.UtcTicks;

    private static string ETag(long seq) => seq.ToString(CultureInfo.InvariantCulture);
}
