namespace ServerlessSupport.Local.Storage;

/// <summary>
/// The words of the tickets, in a full-text index of SQLite (FTS5) whose row numbers are those of the changes. Writing a ticket does nothing for it: it catches
/// up in batches from where it stands in the order of changes, when nothing else goes on and before a search answers, so a search misses nothing.
/// </summary>
internal sealed class WordIndex(SqliteDatabase database, SqliteChangeFeed feed, UnreadableDocuments unreadable) : IDisposable
{
    /// <summary>Small, because the writer of the tickets waits for one meanwhile.</summary>
    public const int Batch = 64;

    private const int MaxTries = 3;

    /// <summary>Pages that are written anew at a time: some milliseconds.</summary>
    private const int Piece = 200;

    private const string SelectThrough = "SELECT through FROM word_index WHERE only_row = 1";
    private const string SelectNewest = "SELECT coalesce(max(seq), 0) FROM tickets";
    private const string SelectChanges = "SELECT seq, id, json FROM tickets WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    private const string UpdateThrough = "UPDATE word_index SET through = ?2 WHERE only_row = 1 AND through = ?1";
    private const string InsertWords = "INSERT INTO words (rowid, text) VALUES (?1, ?2)";
    private const string SelectForgotten = "SELECT seq FROM words_to_forget WHERE seq <= ?1 LIMIT ?2";
    private const string DeleteWords = "DELETE FROM words WHERE rowid = ?1";
    private const string MergeWords = "INSERT INTO words (words, rank) VALUES ('merge', ?1)";
    private const string DeleteForgotten = "DELETE FROM words_to_forget WHERE seq = ?1";
    private readonly SemaphoreSlim _gate = new(1);

    private long _through = -1;

    /// <summary>How many changes it is behind, about.</summary>
    public long Behind => feed.Newest() - Volatile.Read(ref _through);

    /// <summary>What FTS5 is asked for a query.</summary>
    public static string Match(SearchQuery query) => string.Join(" AND ", query.Parts.Select(Match));

    /// <summary>Reads when the index has caught up. Where writers are faster than it is, it may lack the newest of a moment.</summary>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            await CatchUpAsync(cancellationToken);
            var (isComplete, result) = await database.ReadAsync(session => ReadAtOnce(session, read), cancellationToken);
            if (isComplete || tries == MaxTries)
                return result;
        }
    }

    /// <summary>Takes in what changed; returns when there is nothing more.</summary>
    public Task CatchUpAsync(CancellationToken cancellationToken) => CatchUpAsync(() => true, cancellationToken);

    /// <summary>The same, for as long as it is asked to go on after each batch.</summary>
    public async Task CatchUpAsync(Func<bool> goesOn, CancellationToken cancellationToken)
    {
        if (Behind <= 0)
            return;
        await _gate.WaitAsync(cancellationToken);
        try
        {
            while (await TakeBatchAsync(cancellationToken) && goesOn())
            {
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    // One transaction, so that what is searched and what was indexed are of the same moment.
    private static (bool IsComplete, T Result) ReadAtOnce<T>(SqliteSession session, Func<SqliteSession, T> read)
    {
        session.Execute("BEGIN");
        try
        {
            var isComplete = session.First(SelectThrough, row => row.GetInt64(0)) >= session.First(SelectNewest, row => row.GetInt64(0));
            return (isComplete, read(session));
        }
        finally
        {
            session.Execute("COMMIT");
        }
    }

    private async Task<bool> TakeBatchAsync(CancellationToken cancellationToken)
    {
        var (from, rows) = await database.ReadAsync(
            session =>
            {
                var through = session.First(SelectThrough, row => row.GetInt64(0));
                return (through, session.All(SelectChanges, row => (Seq: row.GetInt64(0), Id: row.GetString(1), Json: row.GetBytes(2)), through, Batch));
            },
            cancellationToken);
        Volatile.Write(ref _through, from);
        if (rows.Count == 0)
            return false;
        var texts = rows.Select(row => (row.Seq, Text: Words(row.Id, row.Json))).ToList();
        var to = rows[^1].Seq;
        await database.WriteAsync(session => Take(session, from, to, texts), cancellationToken);
        Volatile.Write(ref _through, to);
        return rows.Count == Batch;
    }

    private static bool Take(SqliteSession session, long from, long to, List<(long Seq, string Text)> texts)
    {
        if (session.Execute(UpdateThrough, from, to) == 0)
            return false;
        foreach (var (seq, text) in texts)
            session.Execute(InsertWords, seq, text);
        foreach (var seq in session.All(SelectForgotten, row => row.GetInt64(0), to, 2 * Batch))
            Forget(session, seq);
        return true;
    }

    /// <summary>
    /// Writes the index anew without what was deleted from it: until then the words of deleted rows stay in its pages. Piece by piece, so that writers
    /// of tickets come between (FTS5, "the merge command").
    /// </summary>
    public async Task CompactAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            // Negative: begin with all there is. A piece that changes less than two rows was the last.
            for (var pages = -Piece; await database.WriteAsync(session => session.Changes(() => session.Execute(MergeWords, pages)) >= 2, cancellationToken); pages = Piece)
            {
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Deletes the words of a change.</summary>
    public static void Forget(SqliteSession session, long seq)
    {
        session.Execute(DeleteWords, seq);
        session.Execute(DeleteForgotten, seq);
    }

    private string Words(string id, byte[] json) =>
        unreadable.TryRead(id, json, StorageJson.Instance.Ticket) is { } ticket ? unreadable.TryUse(id, () => string.Join(' ', SearchWords.Of(ticket, SearchWords.MaxWords))) ?? "" : "";

    public void Dispose() => _gate.Dispose();

    private static string Match(SearchPart part)
    {
        // Words have letters and digits only, so nothing in them needs escaping.
        var words = string.Join(" AND ", part.Words.Select(word => $"\"{word}\"*"));
        return part.Reference is null ? $"({words})" : $"(({words}) OR \"{part.Reference}\")";
    }
}
