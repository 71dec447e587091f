namespace ServerlessSupport.Local.Storage;

/// <summary>The changes of tickets as the reconciler reads them. A position is the number of a change.</summary>
internal sealed class SqliteTicketChanges(SqliteDatabase database, UnreadableDocuments unreadable) : ITicketChanges
{
    private const string SelectChanges = "SELECT seq, id, json FROM tickets WHERE seq > ?1 ORDER BY seq LIMIT ?2";

    // From the newest change back to the first that is too old: as many as there are to be read.
    private const string SelectBefore = "SELECT seq FROM tickets WHERE seq > 0 AND updated_at < ?1 ORDER BY seq DESC LIMIT 1";

    private const string SelectNewestEver = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'tickets'";

    private const string SelectEnd = "SELECT coalesce(max(seq), 0) FROM tickets";

    public async Task<ChangedTickets> ReadAsync(string? position, DateTimeOffset from, int max, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return await database.ReadAsync(
            session =>
            {
                // One beyond all changes there have been is of a store that had more of them, before another one was put in its place.
                var after = long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var known) && known <= session.First(SelectNewestEver, row => row.GetInt64(0))
                    ? known
                    : session.First(SelectBefore, row => row.GetInt64(0), from.UtcTicks);
                // One more than asked for tells whether there is more.
                var rows = session.All(SelectChanges, row => (Seq: row.GetInt64(0), Id: row.GetString(1), Json: row.GetBytes(2)), after, max + 1);
                var items = rows.Take(max).Select(row => unreadable.TryRead(row.Id, row.Json, StorageJson.Instance.Ticket)).OfType<Ticket>().ToList();
                var through = rows.Count == 0 ? after : rows[Math.Min(rows.Count, max) - 1].Seq;
                return new ChangedTickets(items, through.ToString(CultureInfo.InvariantCulture), rows.Count > max);
            },
            cancellationToken);
    }

    public Task<string> EndAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(session => session.First(SelectEnd, row => row.GetInt64(0)).ToString(CultureInfo.InvariantCulture), cancellationToken);
}
