namespace ServerlessSupport.Local.Storage;

/// <summary>One document as the feed shows it: its newest version only, under the number of its newest change.</summary>
internal sealed record FeedItem(long Seq, byte[] Json);

/// <summary>The changes of the tickets table in the order of their commit; the numbers survive a restart.</summary>
internal sealed class SqliteChangeFeed(SqliteDatabase database)
{
    private const string SelectChanges = "SELECT seq, json FROM tickets WHERE seq > ?1 ORDER BY seq LIMIT ?2";

    private const string SelectNewest = "SELECT coalesce(max(seq), 0) FROM tickets";

    private readonly Signal _changed = new();

    private long _newest = database.Read(session => session.First(SelectNewest, row => row.GetInt64(0)));

    /// <summary>The oldest changes above a number, at most so many.</summary>
    public IReadOnlyList<FeedItem> Read(long after, int max) => database.Read(
        session => session.All(SelectChanges, row => new FeedItem(row.GetInt64(0), row.GetFieldValue<byte[]>(1)), after, max));

    /// <summary>The number of the newest change; 0 when there is none.</summary>
    public long Newest() => Interlocked.Read(ref _newest);

    /// <summary>Completes when a change above the number exists; at once when it does already.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _changed.Next;
            if (Newest() > after)
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Tells those who wait that the change of this number, and so every lower one, is committed.</summary>
    public void Announce(long seq)
    {
        long known;
        while ((known = Newest()) < seq)
        {
            if (Interlocked.CompareExchange(ref _newest, seq, known) == known)
                _changed.Raise();
        }
    }
}
