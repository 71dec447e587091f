using ServerlessSupport.App.Http;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What quiet hours hold back, and when it goes out. It is nine in the morning; the quiet hours are until noon.</summary>
public sealed class QuietPushTests : PushTests
{
    private static readonly QuietHours UntilNoon = new(new TimeOnly(8, 0), new TimeOnly(12, 0));
    private static readonly DateTimeOffset Noon = Some.Morning.AddHours(3);

    [Fact]
    public async Task Progress_waits_for_the_end_of_the_quiet_hours_and_the_log_says_until_when()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());

        Assert.Empty(_gateway.Asked);
        Assert.Empty(_queue.Sent);
        var deliveries = await DeliveriesAsync(ticket);
        Assert.Equal(Noon, deliveries.DueAt);
        var view = DeliveryView.Of(ticket.Timeline[^1], (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document);
        Assert.Equal(DeliveryState.Pending, view.State);
        Assert.Equal((DeliveryStepKind.Held, Some.Morning, Noon), (view.Steps[^1].Step, view.Steps[^1].At, view.Steps[^1].Until));

        await AtNoonAsync(ticket);
        Assert.Equal([3], _gateway.TakenSeqs);
        Assert.Equal((DeliveryState.Sent, Noon), ((await DeliveriesAsync(ticket)).Updates.Single().State, (await DeliveriesAsync(ticket)).Updates.Single().SentAt));
        await PushAsync(ticket);
        Assert.Single(_gateway.Asked);
    }

    [Fact]
    public async Task A_result_does_not_wait_and_takes_what_was_held_along_in_order()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());
        ticket = await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "The carrier answered.", Some.Morning.AddMinutes(3), Some.Reminders)));
        Assert.Empty(_gateway.Asked);

        ticket = await PushAsync(Some.Made(AgentRules.Resolve(ticket, Some.Agent, "It arrives tomorrow.", Some.Morning.AddMinutes(4))));

        Assert.Equal([3, 4, 5], _gateway.TakenSeqs);
        Assert.All((await DeliveriesAsync(ticket)).Updates, update => Assert.Equal((DeliveryState.Sent, null), (update.State, update.HeldUntil)));
    }

    [Fact]
    public async Task A_device_that_wants_no_quiet_gets_progress_at_once_and_the_other_one_later()
    {
        await DeviceAsync("phone", UntilNoon);
        await DeviceAsync("tablet", null);
        var ticket = await PushAsync(Some.TicketWithProgress());

        Assert.Equal(TagOf("tablet"), Assert.Single(_gateway.Asked).Audience);
        Assert.Equal(DeliveryState.Sent, (await DeliveriesAsync(ticket)).Updates.Single().State);

        await AtNoonAsync(ticket);
        Assert.Equal([TagOf("tablet"), TagOf("phone")], _gateway.Asked.Select(asked => asked.Audience));
    }

    [Fact]
    public async Task Each_device_gets_what_was_held_when_its_own_quiet_hours_end()
    {
        await DeviceAsync("phone", UntilNoon);
        await DeviceAsync("watch", new QuietHours(new TimeOnly(8, 0), new TimeOnly(13, 0)));
        var ticket = await PushAsync(Some.TicketWithProgress());

        await AtNoonAsync(ticket);
        Assert.Equal(Noon.AddHours(1), (await DeliveriesAsync(ticket)).Updates.Single().HeldUntil);
        _store.Time.SetUtcNow(Noon.AddHours(1));
        await PushAsync(ticket);

        Assert.Equal([TagOf("phone"), TagOf("watch")], _gateway.Asked.Select(asked => asked.Audience));
        Assert.Null((await DeliveriesAsync(ticket)).Updates.Single().HeldFor);
    }

    [Fact]
    public async Task The_mark_does_not_go_back_when_what_was_held_goes_out()
    {
        await DeviceAsync("phone", UntilNoon);
        await DeviceAsync("tablet", null);
        var ticket = await PushAsync(Some.TicketWithProgress());
        ticket = await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "It was found.", Some.Morning.AddMinutes(3), Some.Reminders)));
        Assert.Equal(4, (await DeliveriesAsync(ticket)).Through);

        _gateway.Answer = message => message.Seq == 4 ? new PushResult(PushOutcome.Unavailable, "down") : PushResult.Accepted;
        await AtNoonAsync(ticket);

        Assert.Equal(4, (await DeliveriesAsync(ticket)).Through);
    }

    [Fact]
    public async Task Hours_that_are_turned_off_while_a_ticket_is_pushed_let_no_later_update_overtake_what_was_held()
    {
        await DeviceAsync("phone", UntilNoon);
        await DeviceAsync("tablet", null);
        _gateway.Meanwhile = () => DeviceAsync("phone", null);
        var ticket = Some.TicketWithProgress();
        ticket = await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "It was found.", Some.Morning.AddMinutes(3), Some.Reminders)));
        await PushAsync(ticket);

        Assert.Equal([3, 4], _gateway.Asked.Where(asked => asked.Audience.Contains("phone", StringComparison.Ordinal)).Select(asked => asked.Message.Seq));
    }

    [Fact]
    public async Task What_was_held_for_a_device_that_another_one_took_the_place_of_goes_to_that()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());
        await _store.Installations.DeleteAsync(Some.Alice.Key, "phone", Cancelled);
        await DeviceAsync("new-phone", null);

        await AtNoonAsync(ticket);

        Assert.Contains("new-phone", Assert.Single(_gateway.Asked).Audience, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Newer_progress_does_not_overtake_what_was_held_when_the_hours_were_changed()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());
        await DeviceAsync("phone", null);

        await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "The carrier answered.", Some.Morning.AddMinutes(3), Some.Reminders)));

        Assert.Equal([3, 4], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task Quiet_hours_that_end_while_an_update_is_sent_let_no_later_one_overtake_it()
    {
        await DeviceAsync("phone", UntilNoon);
        await DeviceAsync("tablet", null);
        _store.Time.SetUtcNow(Noon.AddSeconds(-1));
        _gateway.Answer = _ =>
        {
            _store.Time.Advance(TimeSpan.FromSeconds(2));
            return PushResult.Accepted;
        };
        var ticket = Some.TicketWithProgress();
        ticket = await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "It was found.", Some.Morning.AddMinutes(9), Some.Reminders)));
        await PushAsync(ticket);

        Assert.Equal([3, 4], _gateway.Asked.Where(asked => asked.Audience.Contains("phone", StringComparison.Ordinal)).Select(asked => asked.Message.Seq));
    }

    [Fact]
    public async Task A_platform_that_is_down_when_the_hours_end_is_tried_again_by_the_retry_queue_and_then_given_up()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await AtNoonAsync(ticket);

        var run = PushRun.Done;
        for (var tried = 0; tried < 3; tried++)
        {
            Assert.Null(run.GaveUp);
            _store.Time.Advance(TimeSpan.FromMinutes(1));
            run = await _push.RetryAsync(_queue.Sent.Last().Message.Body, Cancelled);
        }

        Assert.Equal("down", run.GaveUp);
        var update = (await DeliveriesAsync(ticket)).Updates.Single();
        Assert.Equal((DeliveryState.Failed, "down", null), (update.State, update.Reason, update.HeldUntil));
        Assert.NotNull(update.NotReachedAt);
        // The process may end before the message has become a dead letter: the message comes again.
        Assert.Equal("down", (await _push.RetryAsync(_queue.Sent.Last().Message.Body, Cancelled)).GaveUp);
    }

    [Fact]
    public async Task What_was_held_and_then_given_up_goes_out_before_the_next_update()
    {
        await DeviceAsync("phone", UntilNoon);
        await DeviceAsync("tablet", null);
        var ticket = await PushAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await AtNoonAsync(ticket);
        for (var tried = 0; tried < 3; tried++)
            await _push.RetryAsync(_queue.Sent.Last().Message.Body, Cancelled);
        await _push.RunAsync(ticket, Cancelled);
        Assert.Equal(4, _gateway.Asked.Count(asked => asked.Audience == TagOf("phone")));

        _store.Time.Advance(TimeSpan.FromMinutes(10));
        _gateway.Answer = _ => PushResult.Accepted;
        await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "It was found.", _store.Time.GetUtcNow(), Some.Reminders)));

        Assert.Equal(
            [(3, TagOf("phone")), (4, $"{TagOf("phone")} || {TagOf("tablet")}")],
            _gateway.Asked.TakeLast(2).Select(asked => (asked.Message.Seq, asked.Audience)));
    }

    [Fact]
    public async Task A_result_waits_behind_what_was_held_while_the_platform_does_not_take_that()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());
        _gateway.Answer = message => message.Seq == 3 ? new PushResult(PushOutcome.Unavailable, "down") : PushResult.Accepted;
        ticket = await PushAsync(Some.Made(AgentRules.Resolve(ticket, Some.Agent, "It arrives tomorrow.", Some.Morning.AddMinutes(4))));
        Assert.Empty(_gateway.Taken);

        _gateway.Answer = _ => PushResult.Accepted;
        await _push.RetryAsync(Assert.Single(_queue.Sent).Message.Body, Cancelled);

        Assert.Equal([3, 4], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task What_was_held_for_a_device_that_is_gone_is_settled()
    {
        await DeviceAsync("phone", UntilNoon);
        var ticket = await PushAsync(Some.TicketWithProgress());
        await _store.Installations.DeleteAsync(Some.Alice.Key, "phone", Cancelled);

        await AtNoonAsync(ticket);

        Assert.Empty(_gateway.Asked);
        var update = (await DeliveriesAsync(ticket)).Updates.Single();
        Assert.Equal((DeliveryState.NoDevice, null), (update.State, update.HeldUntil));
    }

    [Fact]
    public async Task An_unconfirmed_update_is_sent_once_more_after_the_quiet_hours_only()
    {
        await DeviceAsync("phone", null);
        var ticket = await PushAsync(Some.TicketWithProgress());
        await DeviceAsync("phone", UntilNoon);
        _store.Time.Advance(TimeSpan.FromMinutes(11));
        await PushAsync(ticket);
        Assert.Single(_gateway.Asked);

        await AtNoonAsync(ticket);
        Assert.Equal([3, 3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task A_status_that_was_asked_for_does_not_wait()
    {
        await DeviceAsync("phone", UntilNoon);
        var asked = Some.Made(CustomerRules.Inquire(Some.ClaimedTicket(), null, Some.Morning.AddMinutes(2), new TicketsOptions(), new StatusInterval(new PushOptions().StatusInterval), Some.Reminders));

        await PushAsync(asked);

        Assert.Equal(EntryKind.Status, Assert.Single(_gateway.Taken).Kind);
    }

    [Fact]
    public async Task A_device_that_nothing_reaches_is_forgotten_when_its_channel_has_expired_and_handed_over_anew_when_the_hub_lost_it()
    {
        await DeviceAsync("old-phone", null);
        await DeviceAsync("lost-phone", null);
        _gateway.State = id => id == "old-phone" ? ChannelState.Expired : ChannelState.Unknown;
        var ticket = await PushAsync(Some.TicketWithProgress());
        for (var i = 0; i < 2; i++)
        {
            _store.Time.Advance(TimeSpan.FromMinutes(11));
            await PushAsync(ticket);
        }

        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "old-phone", Cancelled));
        Assert.NotNull(await _store.Installations.FindAsync(Some.Alice.Key, "lost-phone", Cancelled));
        Assert.Equal(["lost-phone"], _gateway.Registered.Keys);
    }

    private async Task<Ticket> PushAsync(Ticket ticket)
    {
        await _push.RunAsync(await _store.KeepAsync(ticket), Cancelled);
        return ticket;
    }

    private async Task AtNoonAsync(Ticket ticket)
    {
        _store.Time.SetUtcNow(Noon);
        await PushAsync(ticket);
    }

    private Task DeviceAsync(string id, QuietHours? quiet) => _store.Installations.PutAsync(
        new Installation { Id = id, PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = id, TimeZone = "UTC", QuietHours = quiet }, Cancelled);

    private static string TagOf(string installationId) => Tags.Registration(installationId, Some.Alice.Key);
}
