namespace ServerlessSupport.Local.Storage;

/// <summary>One document as the feed shows it: its newest version only, under the number of its newest change.</summary>
internal sealed record FeedItem(long Seq, byte[] Json);

/// <summary>A stretch of the feed; every change up to <paramref name="Through"/> is in it, or has nothing to deliver.</summary>
internal sealed record FeedBatch(IReadOnlyList<FeedItem> Items, long Through);

/// <summary>
/// The changes of the tickets table in the order of their commit; the numbers survive a restart. Changes with nothing to
/// deliver are passed over where the writer has told so; after a restart the file is read, and shows them too.
/// </summary>
internal sealed class SqliteChangeFeed
{
    /// <summary>So many changes with nothing to deliver make news by themselves, so that a restart need not read them all.</summary>
    public const int Stretch = 1000;

    private const string SelectChanges = "SELECT seq, json FROM tickets WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    private const string SelectChange = "SELECT seq, json FROM tickets WHERE seq = ?1";
    private const string SelectNewest = "SELECT coalesce(max(seq), 0) FROM tickets";
    private readonly SqliteDatabase _database;
    private readonly Lock _lock = new();
    private readonly Signal _changed = new();
    private readonly FeedNotes _notes;

    private long _newest;
    private long _raised;

    public SqliteChangeFeed(SqliteDatabase database)
    {
        _database = database;
        _raised = _newest = database.Read(session => session.First(SelectNewest, row => row.GetInt64(0)));
        _notes = new FeedNotes(_newest);
    }

    /// <summary>The oldest changes above a number that have something to deliver, at most so many.</summary>
    public FeedBatch Read(long after, int max)
    {
        long newest, knownFrom;
        IReadOnlyList<long> noted;
        lock (_lock)
        {
            (newest, knownFrom) = (_newest, _notes.KnownFrom);
            noted = _notes.Between(after, newest, max);
        }

        if (after < knownFrom)
            return ReadFile(after, max, knownFrom);

        // One that is gone was replaced meanwhile, and its newer version has a number of its own.
        var items = _database.Read(session => noted.SelectMany(seq => session.All(SelectChange, Item, seq)).ToList());
        return new FeedBatch(items, noted.Count == max ? noted[^1] : Math.Max(after, newest));
    }

    // Whatever is not above that number is in the file by now: it is that of an older group of writes, or of the last run.
    private FeedBatch ReadFile(long after, int max, long knownFrom)
    {
        var items = _database.Read(session => session.All(SelectChanges, Item, after, max));
        return new FeedBatch(items, items.Count == 0 ? knownFrom : items[^1].Seq);
    }

    /// <summary>The number of the newest change; 0 when there is none.</summary>
    public long Newest()
    {
        lock (_lock)
            return _newest;
    }

    /// <summary>Completes when there is something to deliver above the number, or a long stretch without; at once when there is already.</summary>
    public async Task WaitAsync(long after, CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = _changed.Next;
            if (HasNews(after))
                return;
            await next.WaitAsync(cancellationToken);
        }
    }

    private bool HasNews(long after)
    {
        lock (_lock)
            return after < _newest && (after < _notes.KnownFrom || _newest - after >= Stretch || _notes.Any(after, _newest));
    }

    /// <summary>
    /// Notes that a change has something to deliver. On the writer's thread and before the commit: once the change may be
    /// announced, by itself or by a later one, it must be known.
    /// </summary>
    public void Note(long seq)
    {
        lock (_lock)
            _notes.Add(seq);
    }

    /// <summary>Tells those who wait that the change of this number, and so every lower one, is committed.</summary>
    public void Announce(long seq)
    {
        lock (_lock)
        {
            if (seq <= _newest)
                return;
            _newest = seq;
            if (seq - _raised < Stretch && !_notes.Any(_raised, seq))
                return;
            _raised = seq;
        }

        _changed.Raise();
    }

    private static FeedItem Item(SqliteRow row) => new(row.GetInt64(0), row.GetBytes(1));
}

/// <summary>Wakes everyone who waits, as often as it is raised.</summary>
internal sealed class Signal
{
    private TaskCompletionSource _next = New();

    /// <summary>Completes at the next <see cref="Raise"/>; take it before looking at what the signal is about.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

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
