using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What is held back for quiet hours when those change.</summary>
public sealed class ReleaseHeldTests : PushTests
{
    private static readonly QuietHours UntilNoon = new(new TimeOnly(8, 0), new TimeOnly(12, 0));
    private static readonly Caller Ann = new(Some.Agent, null, ActorRole.Agent);

    private readonly PushEngine _engine;
    private readonly ReleaseHeld _held;

    public ReleaseHeldTests()
    {
        _engine = _store.Engine(_gateway, _queue, Options.Create(_options));
        _held = new ReleaseHeld(_store.Deliveries, _store.Tickets, _engine.Deliver, _engine.Turns, _engine.Agents, _store.Time, NullLogger<ReleaseHeld>.Instance);
    }

    [Fact]
    public async Task Progress_goes_out_when_the_customer_turns_quiet_hours_off()
    {
        await HoldAsync(Some.Device("phone") with { QuietHours = UntilNoon }, Some.TicketWithProgress());
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        await ReleaseAsync(Some.Alice, "phone");

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task It_stays_held_while_the_device_still_wants_quiet()
    {
        var ticket = await HoldAsync(Some.Device("phone") with { QuietHours = UntilNoon }, Some.TicketWithProgress());
        await _store.Installations.PutAsync(Some.Device("phone") with { QuietHours = new QuietHours(new TimeOnly(8, 0), new TimeOnly(11, 0)) }, Cancelled);
        await ReleaseAsync(Some.Alice, "phone");

        Assert.Empty(_gateway.Asked);
        Assert.Equal(Some.Morning.AddHours(2), (await DeliveriesAsync(ticket)).DueAt);
    }

    [Fact]
    public async Task A_crash_right_after_the_change_costs_no_more_than_the_next_run_of_the_reconciler()
    {
        var ticket = await HoldAsync(Some.Device("phone") with { QuietHours = UntilNoon }, Some.TicketWithProgress());
        await _store.Deliveries.ChangeAsync(
            ticket.Id, null, before => before.Change(LaneName.Customer, lane => LaneRules.Release(lane, ["phone"], Some.Morning)), Cancelled);
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task A_reminder_goes_out_when_the_agent_turns_quiet_hours_off()
    {
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
        await HoldAsync(Some.AgentsDevice("desk") with { QuietHours = UntilNoon }, Some.RemindedTicket());
        await _store.Installations.PutAsync(Some.AgentsDevice("desk"), Cancelled);
        await ReleaseAsync(Ann, "desk");

        Assert.Equal([2], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task What_is_held_for_an_agent_goes_to_a_colleague_when_the_agent_goes_away()
    {
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
        var claimed = Some.ClaimedTicket();
        await HoldAsync(Some.AgentsDevice("desk") with { QuietHours = UntilNoon }, ReminderRules.Remind(claimed, claimed.NextReminderAt!.Value, Some.Reminders)!);
        await _store.Installations.PutAsync(Some.AgentsDevice("other desk", "bob"), Cancelled);
        await _store.Installations.PutAsync(Some.AgentsDevice("desk") with { QuietHours = UntilNoon, Roles = [] }, Cancelled);

        await _held.WithoutAsync(Ann.Key, ["desk"], Cancelled);

        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (_gateway.Taken.IsEmpty)
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Contains("other desk", Assert.Single(_gateway.Asked).Audience, StringComparison.Ordinal);
    }

    private async Task<Ticket> HoldAsync(Installation device, Ticket ticket)
    {
        await _store.Installations.PutAsync(device, Cancelled);
        await _engine.Deliver.RunAsync(await _store.KeepAsync(ticket), Cancelled);
        Assert.Empty(_gateway.Asked);
        return ticket;
    }

    private async Task ReleaseAsync(Caller person, string device)
    {
        await _held.RunAsync(person, device, Cancelled);
        await _engine.Turns.WhenIdleAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (person == Ann && _gateway.Taken.IsEmpty)
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
