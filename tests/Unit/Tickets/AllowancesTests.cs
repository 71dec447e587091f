using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ServerlessSupport.Desk;

namespace ServerlessSupport.Unit.Tickets;

/// <summary>Limits by the hour and the day, over instances and restarts, and what they cost.</summary>
public sealed class AllowancesTests : IDisposable
{
    private static readonly Allowance Hourly = new("texts", "write or ask", PerHour: 12, PerDay: 0);

    private readonly TempStore _store = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task So_many_in_an_hour_are_taken_and_in_the_next_one_again()
    {
        var one = New();
        for (var i = 0; i < 12; i++)
            Assert.Null(await RefuseAsync(one, "alice", Hourly));

        var refusal = (await RefuseAsync(one, "alice", Hourly))!;
        Assert.Equal(("too_many_requests", "texts-per-hour", 12), (refusal.Problem.Code, refusal.Limit!.Name, refusal.Limit.Quota));
        Assert.InRange(refusal.Limit.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Assert.Null(await RefuseAsync(one, "bob", Hourly));

        _store.Time.Advance(refusal.Limit.RetryAfter);
        Assert.Null(await RefuseAsync(one, "alice", Hourly));
    }

    [Fact]
    public async Task The_day_counts_beside_the_hour()
    {
        var allowance = new Allowance("uploads", "announce a file", PerHour: 10, PerDay: 15);
        var one = New();
        for (var i = 0; i < 10; i++)
            Assert.Null(await RefuseAsync(one, "alice", allowance));
        Assert.Equal("uploads-per-hour", (await RefuseAsync(one, "alice", allowance))!.Limit!.Name);
        _store.Time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 5; i++)
            Assert.Null(await RefuseAsync(one, "alice", allowance));

        var limit = (await RefuseAsync(one, "alice", allowance))!.Limit!;

        Assert.Equal(("uploads-per-day", 15), (limit.Name, limit.Quota));
        _store.Time.Advance(limit.RetryAfter);
        Assert.Null(await RefuseAsync(one, "alice", allowance));
    }

    [Fact]
    public async Task Another_instance_and_one_that_started_again_give_away_no_more_than_their_first_few()
    {
        var one = New();
        for (var i = 0; i < 12; i++)
            Assert.Null(await RefuseAsync(one, "alice", Hourly));

        var another = New();
        var taken = 0;
        while (await RefuseAsync(another, "alice", Hourly) is null)
            taken++;

        Assert.Equal(Allowances.Block, taken);
    }

    [Fact]
    public async Task Of_many_at_once_as_many_are_taken_as_there_may_be()
    {
        var one = New();

        var refused = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => RefuseAsync(one, "alice", Hourly).AsTask())));

        Assert.Equal(12, refused.Count(refusal => refusal is null));
    }

    [Fact]
    public async Task Who_behaves_costs_nothing_and_who_floods_a_read_and_a_write_for_each_block_until_the_limit()
    {
        var desk = new CountedDesk(_store.Desk);
        var one = new Allowances(desk, _store.Time);
        for (var i = 0; i < Allowances.Block; i++)
            await RefuseAsync(one, "alice", Hourly);
        Assert.Equal(0, desk.Operations);

        for (var i = 0; i < 1_000; i++)
            await RefuseAsync(one, "alice", Hourly);

        // Two blocks, and the look that finds the limit reached.
        Assert.Equal(3 * 2, desk.Operations);
    }

    [Fact]
    public async Task A_clock_that_is_put_back_keeps_nobody_out()
    {
        var one = New();
        while (await RefuseAsync(one, "alice", Hourly) is null)
        {
        }

        var earlier = new Allowances(_store.Desk, new ShiftedClock(_store.Time) { Ahead = TimeSpan.FromDays(-2) });
        for (var i = 0; i < 12; i++)
            Assert.Null(await RefuseAsync(earlier, "alice", Hourly));
    }

    [Fact]
    public async Task A_damaged_count_keeps_nobody_from_writing_and_counts_anew()
    {
        var usage = Shelves.Usage(PersonKey.Of("alice"));
        var damaged = new Shelf<string>(usage.Name, (JsonTypeInfo<string>)JsonSerializerOptions.Default.GetTypeInfo(typeof(string)), usage.Capacity, usage.Lifetime);
        await _store.Desk.PutAsync(damaged, Usage.Id, "no count", TestContext.Current.CancellationToken);
        var one = New();

        for (var i = 0; i < 12; i++)
            Assert.Null(await RefuseAsync(one, "alice", Hourly));
        Assert.NotNull(await RefuseAsync(one, "alice", Hourly));
    }

    private static ValueTask<Refusal?> RefuseAsync(Allowances allowances, string person, Allowance allowance) =>
        allowances.RefuseAsync(PersonKey.Of(person), allowance, TestContext.Current.CancellationToken);

    private Allowances New() => new(_store.Desk, _store.Time);

    private sealed class CountedDesk(IDeskStore desk) : IDeskStore
    {
        public int Operations { get; private set; }

        public Task<Stored<T>?> FindAsync<T>(Shelf<T> shelf, string id, CancellationToken cancellationToken)
            where T : class
        {
            Operations++;
            return desk.FindAsync(shelf, id, cancellationToken);
        }

        public Task<string?> TryWriteAsync<T>(Shelf<T> shelf, string id, T document, string? etag, CancellationToken cancellationToken)
            where T : class
        {
            Operations++;
            return desk.TryWriteAsync(shelf, id, document, etag, cancellationToken);
        }

        public Task<IReadOnlyList<DeskItem<T>>> ListAsync<T>(Shelf<T> shelf, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task PutAsync<T>(Shelf<T> shelf, string id, T document, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();

        public Task<bool> TryDeleteAsync<T>(Shelf<T> shelf, string id, string etag, CancellationToken cancellationToken)
            where T : class => throw new NotSupportedException();
    }
}
