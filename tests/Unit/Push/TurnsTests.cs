using Microsoft.Extensions.Options;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class TurnsTests
{
    private readonly List<string> _begun = [];
    private readonly Dictionary<string, TaskCompletionSource> _running = [];
    private readonly Turns _turns = new(Options.Create(new PushOptions { Concurrency = 4 }));

    [Fact]
    public async Task Customers_take_turns_however_much_one_of_them_has()
    {
        for (var i = 0; i < 1_000; i++)
            _ = Work("noisy", $"n{i}");
        _ = Work("quiet", "q");
        await EndAsync("n0");

        Assert.Contains("q", await BegunAsync(4));
    }

    [Fact]
    public async Task One_customer_never_holds_all_places()
    {
        for (var i = 0; i < 10; i++)
            _ = Work("noisy", $"n{i}");
        Assert.Equal(["n0", "n1"], await BegunAsync(2));

        _ = Work("quiet", "q");

        Assert.Equal(["n0", "n1", "q"], await BegunAsync(3));
    }

    [Fact]
    public async Task Work_for_a_ticket_waits_for_the_work_that_runs_for_it_and_of_what_waits_the_newest_counts()
    {
        _ = Work("a", "t", version: 1, name: "first");
        await BegunAsync(1);
        var second = Work("a", "t", version: 3, name: "newest");
        Assert.Same(second, Work("a", "t", version: 2, name: "older"));
        await EndAsync("first");

        Assert.Equal(["first", "newest"], await BegunAsync(2));
    }

    [Fact]
    public async Task Work_that_fails_frees_its_place_and_tells_who_waits_for_it()
    {
        var failed = _turns.Add("a", "t", 1, () => throw new InvalidOperationException("boom"))!;

        await Assert.ThrowsAsync<InvalidOperationException>(() => failed);
        await _turns.Add("a", "t", 2, () => Task.CompletedTask)!;
        await _turns.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task It_is_idle_when_nothing_runs_and_nothing_waits()
    {
        Assert.True(_turns.WhenIdleAsync().IsCompleted);
        _ = Work("a", "t");
        var idle = _turns.WhenIdleAsync();
        await BegunAsync(1);
        Assert.False(idle.IsCompleted);

        await EndAsync("t");
        await idle.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private Task Work(string customer, string ticket, int version = 1, string? name = null)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_begun)
            _running[name ?? ticket] = end;
        return _turns.Add(customer, ticket, version, () =>
        {
            lock (_begun)
                _begun.Add(name ?? ticket);
            return end.Task;
        })!;
    }

    private Task EndAsync(string name)
    {
        lock (_begun)
            _running[name].SetResult();
        return Task.CompletedTask;
    }

    private async Task<IReadOnlyList<string>> BegunAsync(int count)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            late.Token.ThrowIfCancellationRequested();
            lock (_begun)
                if (_begun.Count >= count)
                    return [.. _begun.Order()];
            await Task.Yield();
        }
    }
}
