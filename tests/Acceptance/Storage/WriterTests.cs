using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class WriterTests : IDisposable
{
    private readonly OpenStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_together_is_committed_together_and_only_what_fails_is_undone()
    {
        var hold = HoldWriter();
        var good = Enumerable.Range(1, 20).Select(number => _store.AddAsync(Some.Ticket(Some.Anna, number))).ToList();
        var bad = _store.Database.WriteAsync<int>(
            session =>
            {
                session.Execute("INSERT INTO leases (name, through) VALUES ('half done', 1)");
                throw new InvalidOperationException("the culprit");
            },
            Cancellation);
        var after = _store.AddAsync(Some.Ticket(Some.Anna, 21));
        hold.SetResult();

        Assert.Equal("the culprit", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad)).Message);
        Assert.Equal(Enumerable.Range(1, 20).Select(number => $"{number}"), (await Task.WhenAll(good)).Select(added => added.ETag));
        Assert.Equal("21", (await after).ETag);
        Assert.Null(new SqliteLeases(_store.Database).Read("half done"));
    }

    [Fact]
    public async Task Nobody_sees_a_write_before_its_commit()
    {
        var ran = new TaskCompletionSource();
        using var release = new ManualResetEventSlim();
        var write = _store.Database.WriteAsync(
            session =>
            {
                var changed = session.Execute("INSERT INTO leases (name, through) VALUES ('a', 1)");
                ran.SetResult();
                release.Wait(Cancellation);
                return changed;
            },
            Cancellation);
        await ran.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        Assert.Null(new SqliteLeases(_store.Database).Read("a"));
        Assert.False(write.IsCompleted);
        release.Set();
        await write;
        Assert.Equal(1, new SqliteLeases(_store.Database).Read("a"));
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_not_done()
    {
        var hold = HoldWriter();
        using var cancel = new CancellationTokenSource();
        var write = _store.Tickets.AddAsync(Some.Ticket(Some.Anna, 1), cancel.Token);
        await cancel.CancelAsync();
        hold.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        Assert.Null(await _store.Tickets.FindAsync(Some.Ticket(Some.Anna, 1).Id, Cancellation));
    }

    [Fact]
    public async Task Closing_commits_what_waits_and_refuses_what_comes_later()
    {
        var hold = HoldWriter();
        var waiting = Enumerable.Range(1, 50).Select(number => _store.AddAsync(Some.Ticket(Some.Anna, number))).ToList();
        var closing = Task.Run(_store.Database.Dispose, Cancellation);
        hold.SetResult();
        await closing;

        await Task.WhenAll(waiting);
        await Assert.ThrowsAsync<UnavailableException>(() => _store.AddAsync(Some.Ticket(Some.Anna, 51)));
        await Assert.ThrowsAsync<UnavailableException>(() => _store.Tickets.FindAsync("any", Cancellation));
        Assert.False(File.Exists(_store.Database.Path + "-wal"));
        _store.Restart();
        Assert.Equal(50, _store.Feed.Newest());
    }

    [Fact]
    public async Task What_was_acknowledged_is_in_the_files_before_any_clean_close()
    {
        await Task.WhenAll(Enumerable.Range(1, 50).Select(number => _store.AddAsync(Some.Ticket(Some.Anna, number))));
        using var copy = new TemporaryFolder();
        foreach (var name in new[] { "support.db", "support.db-wal" })
            await CopyAsync(Path.Combine(_store.Folder, name), copy.File(name));

        using var reopened = SqliteDatabase.Open(copy.Path);

        Assert.Equal(50, new SqliteChangeFeed(reopened).Read(0, 100).Items.Count);
    }

    [Fact]
    public async Task A_copy_without_the_log_of_a_store_in_use_is_refused_and_says_what_is_missing()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        using var copy = new TemporaryFolder();
        await CopyAsync(Path.Combine(_store.Folder, "support.db"), copy.File("support.db"));

        var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(copy.Path));
        Assert.Contains("support.db-wal, which is not here", refused.Message, StringComparison.Ordinal);
        Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(copy.Path));
        await File.WriteAllTextAsync(copy.File("support.db-wal"), "", Cancellation);

        using var reopened = SqliteDatabase.Open(copy.Path);
        Assert.Equal(0, new SqliteChangeFeed(reopened).Newest());
    }

    [Fact]
    public async Task A_store_that_was_closed_properly_may_be_copied_as_one_file()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        _store.Database.Dispose();
        using var copy = new TemporaryFolder();
        await CopyAsync(Path.Combine(_store.Folder, "support.db"), copy.File("support.db"));

        using var reopened = SqliteDatabase.Open(copy.Path);

        Assert.Equal(1, new SqliteChangeFeed(reopened).Newest());
    }

    [Fact]
    public async Task A_full_disk_is_reported_as_unavailable_and_passes()
    {
        var limit = await _store.Database.WriteAsync(session => session.First("PRAGMA page_count", row => row.GetInt64(0)), Cancellation);
        await _store.Database.WriteAsync(session => session.First($"PRAGMA max_page_count = {limit}", row => row.GetInt64(0)), Cancellation);

        await Assert.ThrowsAsync<UnavailableException>(() => _store.AddAsync(Some.Ticket(Some.Anna, 1, new string('x', 100_000))));
        await _store.Database.WriteAsync(session => session.First("PRAGMA max_page_count = 1000000", row => row.GetInt64(0)), Cancellation);

        Assert.Equal("1", (await _store.AddAsync(Some.Ticket(Some.Anna, 1, new string('x', 100_000)))).ETag);
    }

    // By another process, which pays the lock no heed: so does whoever copies a folder by hand.
    private static async Task CopyAsync(string from, string to)
    {
        using var copying = System.Diagnostics.Process.Start("cp", [from, to]);
        await copying.WaitForExitAsync(Cancellation);
        Assert.Equal(0, copying.ExitCode);
    }

    /// <summary>Keeps the writer busy, so that what is written meanwhile waits together.</summary>
    private TaskCompletionSource HoldWriter()
    {
        var hold = new TaskCompletionSource();
        _ = _store.Database.WriteAsync(_ => hold.Task.Wait(TimeSpan.FromMinutes(1)), Cancellation);
        return hold;
    }

    public void Dispose() => _store.Dispose();
}
