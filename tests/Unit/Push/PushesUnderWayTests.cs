using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

/// <summary>The process stops while pushes are under way that no function waits for.</summary>
public sealed class PushesUnderWayTests : PushTests
{
    private readonly PushEngine _engine;
    private readonly PushesUnderWay _underWay;

    public PushesUnderWayTests()
    {
        _options.ReminderWindow = TimeSpan.FromSeconds(2);
        _engine = _store.Engine(_gateway, _queue, Options.Create(_options));
        _underWay = new PushesUnderWay(new ServiceCollection().AddSingleton(_engine.Turns).AddSingleton(_engine.Notices).BuildServiceProvider());
    }

    [Fact]
    public async Task What_gathers_for_agents_goes_out_at_once()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        var told = _engine.Deliver.RunAsync(await _store.KeepAsync(Some.OpenTicket()), LaneName.Agents, Cancelled);
        Assert.False(told.IsCompleted);

        await _underWay.StopAsync(Cancelled);

        Assert.Single(_gateway.Asked);
        await told;
    }

    [Fact]
    public async Task What_runs_is_waited_for_and_what_waits_is_let_go()
    {
        var (running, begun) = (new TaskCompletionSource(), 0);
        var work = _engine.Turns.Add("alice", "runs", 1, () => running.Task)!;
        for (var i = 0; i < 50; i++)
        {
            _ = _engine.Turns.Add("alice", $"waits {i}", 1, () =>
            {
                Interlocked.Increment(ref begun);
                return running.Task;
            });
        }

        var stop = _underWay.StopAsync(Cancelled);
        Assert.False(stop.IsCompleted);

        running.SetResult();
        await Task.WhenAll(stop, work);

        // As many as had their place beside the first.
        Assert.InRange(begun, 0, (_options.Concurrency / 2) - 1);
    }

    [Fact]
    public async Task A_stop_that_runs_out_of_time_goes_on()
    {
        _ = _engine.Turns.Add("alice", "hangs", 1, () => new TaskCompletionSource().Task);

        await _underWay.StopAsync(new CancellationToken(canceled: true));
    }
}
