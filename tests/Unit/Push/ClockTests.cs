using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>A clock that was ahead and is put back: what was reckoned by it waits no longer than its own period.</summary>
public sealed class ClockTests : PushTests
{
    private readonly ShiftedClock _clock;
    private readonly PushEngine _engine;

    public ClockTests()
    {
        _clock = new ShiftedClock(_store.Time) { Ahead = TimeSpan.FromDays(2) };
        _engine = new PushEngine(_store.Tickets, _store.Changes, _store.Deliveries, _store.Installations, _store.Desk, _gateway, _queue, Options.Create(_options), new NoJitter(), _clock);
    }

    [Fact]
    public async Task A_retry_that_waits_is_taken_up_at_once()
    {
        await WithDeviceAsync();
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await PushAsync();
        _gateway.Answer = _ => PushResult.Accepted;
        _clock.Ahead = TimeSpan.Zero;
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task What_is_held_is_held_until_the_quiet_hours_end_by_the_true_time()
    {
        await _store.Installations.PutAsync(Some.Device("phone") with { QuietHours = new QuietHours(new TimeOnly(8, 0), new TimeOnly(12, 0)) }, Cancelled);
        await PushAsync();
        _clock.Ahead = TimeSpan.Zero;
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.Empty(_gateway.Asked);

        _store.Time.SetUtcNow(Some.Morning.AddHours(3));
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task An_unconfirmed_update_is_sent_once_more_after_its_own_time()
    {
        await WithDeviceAsync();
        await PushAsync();
        _clock.Ahead = TimeSpan.Zero;
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.Single(_gateway.Asked);

        _store.Time.Advance(_options.ResendAfter);
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.Equal(2, _gateway.Asked.Count);
    }

    [Fact]
    public async Task What_the_feed_missed_is_found_by_its_place_whatever_its_time()
    {
        await WithDeviceAsync();
        await _store.KeepAsync(Some.TicketWithProgress() with { UpdatedAt = Some.Morning.AddDays(2) });
        _clock.Ahead = TimeSpan.Zero;
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task A_clock_that_is_put_forward_and_back_between_two_runs_of_the_reconciler_is_noticed_too()
    {
        await WithDeviceAsync();
        _clock.Ahead = TimeSpan.Zero;
        await _engine.Reconcile.RunAsync(Cancelled);
        _clock.Ahead = TimeSpan.FromHours(1);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await PushAsync();
        _gateway.Answer = _ => PushResult.Accepted;
        _clock.Ahead = TimeSpan.Zero;
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    private async Task PushAsync() => await _engine.Deliver.RunAsync(await _store.KeepAsync(Some.TicketWithProgress()), Cancelled);
}
