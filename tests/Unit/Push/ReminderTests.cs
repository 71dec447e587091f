using ServerlessSupport.App.Http;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The agents' lane: whom reminders reach, and what becomes of those that reach nobody.</summary>
public sealed class ReminderTests : PushTests
{
    private static readonly DateTimeOffset Due = Some.Morning + Some.Reminders.First;

    public ReminderTests() => _store.Time.SetUtcNow(Due);

    [Fact]
    public async Task While_nobody_has_the_ticket_all_agents_are_reminded()
    {
        await PutAsync(Some.AgentsDevice("ann"), Some.AgentsDevice("bob", "agent-bob"), Some.Device("phone"));
        var ticket = await PushAsync(Some.RemindedTicket());

        var (message, audience) = Assert.Single(_gateway.Asked);
        Assert.Equal((EntryKind.Reminder, "ann bob"), (message.Kind, Devices(audience)));
        Assert.Equal((DeliveryState.Sent, Due), (View(ticket, await AgentsAsync(ticket)).State, (await AgentsAsync(ticket)).Updates.Single().SentAt));
        Assert.Equal(ticket.NextReminderAt, message.ExpiresAt);
    }

    [Fact]
    public async Task The_agent_who_works_on_it_is_reminded_and_nobody_else()
    {
        await PutAsync(Some.AgentsDevice("ann"), Some.AgentsDevice("bob", "agent-bob"));
        await PushAsync(Reminded(Some.ClaimedTicket()));

        Assert.Equal("ann", Devices(Assert.Single(_gateway.Asked).Audience));
    }

    [Fact]
    public async Task Its_agent_is_reminded_of_a_ticket_that_was_put_aside_while_it_waits_for_its_customer()
    {
        await PutAsync(Some.AgentsDevice("ann"), Some.AgentsDevice("bob", "agent-bob"));
        var asked = Some.Made(AgentRules.Ask(Some.ClaimedTicket(), Some.Agent, "Where do you live?", Some.Morning.AddMinutes(5)));
        var aside = await PushAsync(Some.Made(SnoozeRules.Snooze(asked, Some.Agent, Due, Some.Morning.AddMinutes(6))));
        Assert.DoesNotContain(_gateway.Asked, sent => sent.Message.Kind == EntryKind.Reminder);

        await PushAsync(ReminderRules.Remind(aside, Due, Some.Reminders)!);

        Assert.Equal("ann", Devices(Assert.Single(_gateway.Asked, sent => sent.Message.Kind == EntryKind.Reminder).Audience));
    }

    [Fact]
    public async Task A_reminder_for_an_agent_without_a_device_goes_on_to_all_agents_in_the_same_step()
    {
        await PutAsync(Some.AgentsDevice("bob", "agent-bob"), Some.Device("private-phone", PersonKey.Of(Some.Agent)));
        await PushAsync(Reminded(Some.ClaimedTicket()));

        Assert.Equal("bob", Devices(Assert.Single(_gateway.Asked).Audience));
    }

    [Theory]
    [InlineData("bob", DeliveryState.Sent)]
    [InlineData("", DeliveryState.NoDevice)]
    public async Task When_a_reminder_moved_nobody_the_next_one_passes_over_devices_whose_channel_has_expired(string others, DeliveryState state)
    {
        await PutAsync(Some.AgentsDevice("ann"));
        await PutAsync(others.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(other => Some.AgentsDevice(other, $"agent-{other}")));
        _gateway.State = id => id == "ann" ? ChannelState.Expired : ChannelState.Good;
        var first = await PushAsync(Reminded(Some.ClaimedTicket()));
        Assert.Equal("ann", Devices(Assert.Single(_gateway.Asked).Audience));

        _store.Time.SetUtcNow(first.NextReminderAt!.Value);
        var second = await PushAsync(Reminded(first));

        Assert.Equal(others, string.Join(' ', _gateway.Asked.Skip(1).Select(asked => Devices(asked.Audience))));
        Assert.Equal(state, View(second, await AgentsAsync(second)).State);
        Assert.Empty(await _store.Installations.ListAsync(PersonKey.Of(Some.Agent), Cancelled));
    }

    [Fact]
    public async Task A_reminder_goes_out_though_nothing_can_be_learned_of_the_devices_now()
    {
        await PutAsync(Some.AgentsDevice("ann"));
        _gateway.State = _ => throw new UnavailableException("down");
        var first = await PushAsync(Reminded(Some.ClaimedTicket()));
        _store.Time.SetUtcNow(first.NextReminderAt!.Value);
        await PushAsync(Reminded(first));

        Assert.Equal(["ann", "ann"], _gateway.Asked.Select(asked => Devices(asked.Audience)));
    }

    [Fact]
    public async Task A_reminder_that_reaches_nobody_is_shown_on_the_ticket_and_listed_until_somebody_works_on_it()
    {
        await PutAsync(Some.Device("phone"));
        var ticket = await PushAsync(Reminded(Some.ClaimedTicket()));

        Assert.Empty(_gateway.Asked);
        var view = View(ticket, await AgentsAsync(ticket));
        Assert.Equal((DeliveryState.NoDevice, true), (view.State, view.NotReached));
        Assert.Single((await _store.Deliveries.ListNotReachedAsync(new PageRequest(5), Cancelled)).Items);

        await PushAsync(Some.Made(AgentRules.Progress(ticket, Some.Agent, "It was found.", Due.AddMinutes(1), Some.Reminders)));
        Assert.Empty((await _store.Deliveries.ListNotReachedAsync(new PageRequest(5), Cancelled)).Items);
    }

    [Fact]
    public async Task The_next_step_that_reaches_somebody_takes_not_reached_back()
    {
        var ticket = await PushAsync(Some.RemindedTicket());
        Assert.NotNull((await AgentsAsync(ticket)).NotReachedAt);
        await PutAsync(Some.AgentsDevice("ann"));
        _store.Time.SetUtcNow(ticket.NextReminderAt!.Value);
        await PushAsync(ReminderRules.Remind(ticket, ticket.NextReminderAt!.Value, Some.Reminders)!);

        Assert.Equal(3, Assert.Single(_gateway.Taken).Seq);
        Assert.Null((await AgentsAsync(ticket)).NotReachedAt);
    }

    [Fact]
    public async Task Agents_quiet_hours_hold_and_then_only_the_newest_reminder_goes_out()
    {
        var quiet = new QuietHours(new TimeOnly(9, 30), new TimeOnly(16, 0));
        await PutAsync(Some.AgentsDevice("ann") with { QuietHours = quiet });
        var ticket = await PushAsync(Some.RemindedTicket());
        var view = View(ticket, await AgentsAsync(ticket));
        Assert.Equal((DeliveryStepKind.Held, Some.Morning.AddHours(7)), (view.Steps[^1].Step, view.Steps[^1].Until));
        _store.Time.SetUtcNow(ticket.NextReminderAt!.Value);
        ticket = await PushAsync(ReminderRules.Remind(ticket, ticket.NextReminderAt!.Value, Some.Reminders)!);
        Assert.Empty(_gateway.Asked);

        _store.Time.SetUtcNow(Some.Morning.AddHours(7));
        await PushAsync(ticket);

        Assert.Equal([3], _gateway.TakenSeqs);
        Assert.Equal([DeliveryState.Overtaken, DeliveryState.Sent], (await AgentsAsync(ticket)).Updates.Select(update => update.State));
        Assert.Null((await AgentsAsync(ticket)).DueAt);
    }

    [Fact]
    public async Task A_reminder_that_was_held_is_dropped_when_somebody_works_on_the_ticket()
    {
        await PutAsync(Some.AgentsDevice("ann") with { QuietHours = new QuietHours(new TimeOnly(9, 30), new TimeOnly(16, 0)) });
        var ticket = await PushAsync(Some.RemindedTicket());
        var claimed = await _store.KeepAsync(Some.Made(AgentRules.Claim(ticket, Some.Agent, false, Due.AddMinutes(1), Some.Reminders)));
        _store.Time.SetUtcNow(Some.Morning.AddHours(7));
        await _push.RunAsync(claimed, LaneName.Agents, Cancelled);

        Assert.Empty(_gateway.Asked);
        Assert.Equal((DeliveryState.Overtaken, null), ((await AgentsAsync(ticket)).Updates.Single().State, (await AgentsAsync(ticket)).DueAt));
    }

    [Fact]
    public async Task A_reminder_that_the_platform_does_not_take_is_tried_again_and_given_up_as_an_update_is()
    {
        await PutAsync(Some.AgentsDevice("ann"));
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        var ticket = await PushAsync(Some.RemindedTicket());

        var run = PushRun.Done;
        for (var tried = 0; tried < _options.MaxAttempts; tried++)
        {
            var (queue, message) = _queue.Sent[tried];
            Assert.Equal((QueueNames.PushRetries, LaneName.Agents, tried + 1), (queue, message.Body.Lane, message.Body.Attempt));
            _store.Time.Advance(message.Delay);
            run = await _push.RetryAsync(message.Body, Cancelled);
            await RoundAsync(() => _gateway.Asked.Count == tried + 2 && (tried + 1 == _options.MaxAttempts || _queue.Sent.Count == tried + 2));
        }

        Assert.Equal("down", run.GaveUp);
        Assert.Equal((DeliveryState.Failed, "down"), ((await AgentsAsync(ticket)).Updates.Single().State, (await AgentsAsync(ticket)).Updates.Single().Reason));
        Assert.NotNull((await AgentsAsync(ticket)).NotReachedAt);
    }

    [Fact]
    public async Task Reminders_and_updates_of_a_ticket_do_not_wait_for_each_other()
    {
        await PutAsync(Some.AgentsDevice("ann"), Some.Device("phone"));
        _gateway.Answer = message => message.Kind == EntryKind.Progress ? new PushResult(PushOutcome.Unavailable, "down") : PushResult.Accepted;
        var ticket = await PushAsync(Reminded(Some.TicketWithProgress()));

        Assert.Equal([EntryKind.Reminder], _gateway.Taken.Select(message => message.Kind));
        Assert.Equal(LaneName.Customer, Assert.Single(_queue.Sent).Message.Body.Lane);
        Assert.Equal([DeliveryState.Pending, DeliveryState.Sent], AgentTicketView.Of(ticket, await StoredAsync(ticket)).Deliveries.Select(delivery => delivery.State));
    }

    [Fact]
    public async Task Of_many_agents_all_are_reached_twenty_devices_at_a_time()
    {
        await PutAsync([.. Enumerable.Range(0, 45).Select(i => Some.AgentsDevice($"desk-{i:00}", $"agent-{i}"))]);
        await PushAsync(Some.RemindedTicket());

        Assert.Equal([20, 20, 5], _gateway.Asked.Select(asked => asked.Audience.Split(" || ").Length));
        Assert.Equal(45, _gateway.Asked.SelectMany(asked => asked.Audience.Split(" || ")).Distinct().Count());
    }

    private static Ticket Reminded(Ticket ticket) => ReminderRules.Remind(ticket, ticket.NextReminderAt!.Value, Some.Reminders)!;

    private static string Devices(string audience) => string.Join(' ', audience.Split(" || ").Select(tag => tag.Split(':')[1]));

    private static DeliveryView View(Ticket ticket, Lane agents) =>
        DeliveryView.Of(ticket.Timeline[^1], TicketDeliveries.None(ticket.Id).Change(LaneName.Agents, _ => agents));

    private async Task<Ticket> PushAsync(Ticket ticket)
    {
        await _push.RunAsync(await _store.KeepAsync(ticket), Cancelled);
        return ticket;
    }

    private async Task PutAsync(params IEnumerable<Installation> devices)
    {
        foreach (var device in devices)
            await _store.Installations.PutAsync(device, Cancelled);
    }

    private async Task<TicketDeliveries> StoredAsync(Ticket ticket) => (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document;

    private async Task<Lane> AgentsAsync(Ticket ticket) => (await StoredAsync(ticket)).Agents;

    // A retry that is not the last does not wait for its round.
    private static async Task RoundAsync(Func<bool> isOver)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!isOver())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
