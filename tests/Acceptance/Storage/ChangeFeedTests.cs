using System.Text.Json;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class ChangeFeedTests : IDisposable
{
    private readonly OpenStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void An_empty_feed_has_no_newest_change()
    {
        Assert.Equal(0, _store.Feed.Newest());
        Assert.Empty(_store.Feed.Read(0, 10).Items);
    }

    [Fact]
    public async Task Changes_come_in_order_each_document_once_in_its_newest_version()
    {
        var first = await _store.AddAsync(Deliverable(1));
        await _store.AddAsync(Deliverable(2));
        await _store.Tickets.ReplaceAsync(first.Document with { Subject = "Changed" }, first.ETag, Cancellation);

        Assert.Equal([(2, "Parcel 2"), (3, "Changed")], _store.Feed.Read(0, 10).Items.Select(item => (item.Seq, Subject(item))));
        Assert.Equal([(2, "Parcel 2")], _store.Feed.Read(0, 2).Items.Select(item => (item.Seq, Subject(item))));
        Assert.Equal([(3, "Changed")], _store.Feed.Read(2, 10).Items.Select(item => (item.Seq, Subject(item))));
        Assert.Equal(3, _store.Feed.Newest());
    }

    [Fact]
    public async Task Numbers_survive_a_restart_and_are_never_used_again()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        await _store.AddAsync(Some.Ticket(Some.Anna, 2));
        _store.Restart();
        Assert.Equal([1, 2], _store.Feed.Read(0, 10).Items.Select(item => item.Seq));

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

        await _store.AddAsync(Deliverable(1));

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
                    foreach (var item in _store.Feed.Read(through, 100).Items)
                    {
                        Assert.True(item.Seq > through);
                        Assert.True(seen.Add(Subject(item)));
                        through = item.Seq;
                    }
                }
            },
            Cancellation);

        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (n, _) =>
        {
            await _store.AddAsync(Some.Ticket(Some.Ben, n));
            await _store.AddAsync(Deliverable(n));
        });

        await follow.WaitAsync(TimeSpan.FromMinutes(2), Cancellation);
    }

    [Fact]
    public async Task Changes_with_nothing_to_deliver_wake_nobody_and_are_passed_over_without_being_read()
    {
        var waiting = _store.Feed.WaitAsync(0, Cancellation);
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        await _store.AddAsync(Some.Ticket(Some.Anna, 2));
        Assert.False(waiting.IsCompleted);
        Assert.Equal((0, 2L), (_store.Feed.Read(0, 10).Items.Count, _store.Feed.Read(0, 10).Through));

        await _store.AddAsync(Deliverable(3));
        await _store.AddAsync(Some.Ticket(Some.Anna, 4));

        await waiting.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal(3, Assert.Single(_store.Feed.Read(0, 10).Items).Seq);
        Assert.Equal((3L, 4L), (_store.Feed.Read(0, 1).Through, _store.Feed.Read(0, 10).Through));
    }

    [Fact]
    public async Task A_long_stretch_with_nothing_to_deliver_lets_the_reader_move_on()
    {
        var waiting = _store.Feed.WaitAsync(0, Cancellation);
        foreach (var number in Enumerable.Range(1, SqliteChangeFeed.Stretch - 1))
            _ = _store.AddAsync(Some.Ticket(Some.Anna, number));
        await _store.AddAsync(Some.Ticket(Some.Anna, SqliteChangeFeed.Stretch));

        await waiting.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        Assert.Equal(SqliteChangeFeed.Stretch, _store.Feed.Read(0, 10).Through);
    }

    [Fact]
    public async Task After_a_restart_the_file_is_read_and_nothing_is_passed_over_unseen()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        await _store.AddAsync(Deliverable(2));
        _store.Restart();
        await _store.AddAsync(Deliverable(3));

        await _store.Feed.WaitAsync(0, Cancellation).WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.Equal([1, 2, 3], _store.Feed.Read(0, 10).Items.Select(item => item.Seq));
        Assert.Equal((0, 2L), (_store.Feed.Read(1, 0).Items.Count, _store.Feed.Read(1, 0).Through));
        Assert.Equal([3], _store.Feed.Read(2, 10).Items.Select(item => item.Seq));
    }

    [Fact]
    public async Task A_write_undone_beside_it_costs_no_change_its_place()
    {
        var hold = new TaskCompletionSource();
        var held = _store.Database.WriteAsync(_ => hold.Task.Wait(TimeSpan.FromMinutes(1)), Cancellation);
        var first = _store.AddAsync(Deliverable(1));
        var culprit = _store.Database.WriteAsync<int>(_ => throw new InvalidOperationException("the culprit"), Cancellation);
        var others = Enumerable.Range(2, 3).Select(number => _store.AddAsync(number == 3 ? Some.Ticket(Some.Anna, 3) : Deliverable(number))).ToList();
        hold.SetResult();
        await Assert.ThrowsAsync<InvalidOperationException>(() => culprit);
        await Task.WhenAll([held, first, .. others]);

        Assert.Equal([1, 2, 4], _store.Feed.Read(0, 10).Items.Select(item => item.Seq));
    }

    [Fact]
    public async Task More_than_is_kept_in_memory_is_read_from_the_file()
    {
        const int Count = (2 * FeedNotes.Kept) + 10;
        await Parallel.ForEachAsync(Enumerable.Range(1, Count), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Cancellation }, async (n, _) => await _store.AddAsync(Deliverable(n)));

        var seen = new HashSet<long>();
        for (long through = 0; through < Count;)
        {
            var batch = _store.Feed.Read(through, 1_000);
            Assert.All(batch.Items, item => Assert.True(seen.Add(item.Seq)));
            through = batch.Through;
        }

        Assert.Equal(Count, seen.Count);
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

    [Fact]
    public async Task A_restart_shows_again_what_the_reconciler_has_not_compared()
    {
        await new SqliteLeases(_store.Database).WriteAsync("push-updates", 9, Cancellation);
        await new SqliteDeliveryLog(_store.Database, _store.Unreadable).WriteReconciledAsync("4", Cancellation);
        _store.Restart();

        Assert.Equal(4, new SqliteLeases(_store.Database).Read("push-updates"));
    }

    private static Ticket Deliverable(int number) => Some.Ticket(Some.Anna, number) with { LastDeliverableSeq = 1 };

    private static string Subject(FeedItem item) => JsonSerializer.Deserialize(item.Json, StorageJson.Instance.Ticket)!.Subject;

    public void Dispose() => _store.Dispose();
}
