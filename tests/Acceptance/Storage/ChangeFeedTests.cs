using System.Text.Json;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class ChangeFeedTests : IDisposable
{
    private readonly OpenStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void An_empty_feed_has_no_newest_change()
    {
        Assert.Equal(0, _store.Feed.Newest());
        Assert.Empty(_store.Feed.Read(0, 10));
    }

    [Fact]
    public async Task Changes_come_in_order_each_document_once_in_its_newest_version()
    {
        var first = await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        await _store.AddAsync(Some.Ticket(Some.Ben, 2));
        await _store.Tickets.ReplaceAsync(first.Document with { Subject = "Changed" }, first.ETag, Cancellation);

        Assert.Equal([(2, "Parcel 2"), (3, "Changed")], _store.Feed.Read(0, 10).Select(item => (item.Seq, Subject(item))));
        Assert.Equal([(2, "Parcel 2")], _store.Feed.Read(0, 1).Select(item => (item.Seq, Subject(item))));
        Assert.Equal([(3, "Changed")], _store.Feed.Read(2, 10).Select(item => (item.Seq, Subject(item))));
        Assert.Equal(3, _store.Feed.Newest());
    }

    [Fact]
    public async Task Numbers_survive_a_restart_and_are_never_used_again()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        await _store.AddAsync(Some.Ticket(Some.Anna, 2));
        _store.Restart();
        Assert.Equal([1, 2], _store.Feed.Read(0, 10).Select(item => item.Seq));

        _store.CloseAndEdit("DELETE FROM tickets WHERE seq = 2");
        _store.Restart();

        Assert.Equal("3", (await _store.AddAsync(Some.Ticket(Some.Anna, 3))).ETag);
        Assert.Equal(3, _store.Feed.Newest());
    }

    [Fact]
    public async Task Waiting_ends_with_the_next_change_and_at_once_when_there_is_one()
    {
        var waiting = _store.Feed.WaitAsync(0, Cancellation);
        Assert.False(waiting.IsCompleted);

        await _store.AddAsync(Some.Ticket(Some.Anna, 1));

        await waiting.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        await _store.Feed.WaitAsync(0, Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.False(_store.Feed.WaitAsync(1, Cancellation).IsCompleted);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var waiting = _store.Feed.WaitAsync(0, cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_reader_that_follows_the_feed_under_load_misses_nothing()
    {
        const int Count = 2_000;
        var seen = new HashSet<string>();
        var follow = Task.Run(
            async () =>
            {
                for (long through = 0; seen.Count < Count;)
                {
                    await _store.Feed.WaitAsync(through, Cancellation);
                    foreach (var item in _store.Feed.Read(through, 100))
                    {
                        Assert.True(item.Seq > through);
                        Assert.True(seen.Add(Subject(item)));
                        through = item.Seq;
                    }
                }
            },
            Cancellation);

        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (n, _) => await _store.AddAsync(Some.Ticket(Some.Anna, n)));

        await follow.WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
    }

    [Fact]
    public async Task Leases_and_timers_are_remembered_across_a_restart()
    {
        var status = new TimerStatus(Some.Start, Some.Start.AddMinutes(1), Some.Start.AddTicks(3));
        Assert.Null(new SqliteLeases(_store.Database).Read("push"));
        Assert.Null(new SqliteTimers(_store.Database).Read("Remind"));

        await new SqliteLeases(_store.Database).WriteAsync("push", 7, Cancellation);
        await new SqliteLeases(_store.Database).WriteAsync("push", 9, Cancellation);
        await new SqliteTimers(_store.Database).WriteAsync("Remind", status with { Next = Some.Start }, Cancellation);
        await new SqliteTimers(_store.Database).WriteAsync("Remind", status, Cancellation);
        _store.Restart();

        Assert.Equal(9, new SqliteLeases(_store.Database).Read("push"));
        Assert.Equal(status, new SqliteTimers(_store.Database).Read("Remind"));
    }

    private static string Subject(FeedItem item) => JsonSerializer.Deserialize(item.Json, StorageJson.Instance.Ticket)!.Subject;

    public void Dispose() => _store.Dispose();
}
