using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class DeliverUpdatesTests : PushTests
{
    private static readonly PushResult Throttled = new(PushOutcome.Unavailable, "throttled", TimeSpan.FromMinutes(2));

    [Fact]
    public async Task Progress_and_result_go_to_the_customers_device_in_order()
    {
        await WithDeviceAsync();
        await _push.RunAsync(await _store.KeepAsync(Resolved()), Cancelled);

        Assert.Equal([EntryKind.Progress, EntryKind.Result], _gateway.Taken.Select(message => message.Kind));
        Assert.All(_gateway.Asked, asked => Assert.Equal(TagOf("phone"), asked.Audience));
        Assert.Equal("It arrives tomorrow.", _gateway.Taken.Last().Text);
    }

    [Fact]
    public async Task What_was_pushed_is_not_pushed_again()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _push.RunAsync(ticket, Cancelled);
        await _push.RunAsync(ticket, Cancelled);

        Assert.Single(_gateway.Asked);
    }

    [Fact]
    public async Task Each_push_says_how_many_updates_of_all_tickets_are_not_opened_it_counted()
    {
        await WithDeviceAsync();
        var (first, second) = (await _store.KeepAsync(Resolved()), await _store.KeepAsync(Resolved()));
        await _push.RunAsync(first, Cancelled);
        await _push.RunAsync(second, Cancelled);
        Assert.Equal([1, 2, 3, 4], _gateway.Taken.Select(message => message.Unread));

        // Whoever opened the result has seen what was before it.
        var result = first.Newest(EntryKind.Result)!.Seq;
        await _store.Deliveries.ChangeAsync(
            first.Id,
            await _store.Deliveries.FindAsync(first.Id, Cancelled),
            deliveries => deliveries.Change(LaneName.Customer, lane => ReceiptRules.Confirm(first, lane, [new Receipt { Seq = result, Opened = Some.Morning }], Some.Morning)),
            Cancelled);
        await _push.RunAsync(await _store.KeepAsync(Some.Made(AgentRules.Ask(first, Some.Agent, "Did it?", Some.Morning.AddMinutes(9)))), Cancelled);
        Assert.Equal(3, _gateway.Taken.Last().Unread);
    }

    [Fact]
    public async Task No_push_tells_of_more_than_99()
    {
        await WithDeviceAsync();
        await _store.Deliveries.ChangeAsync(
            TicketId.New(Some.Alice.Key, Some.Morning),
            null,
            deliveries => deliveries with { Customer = new Lane { Updates = [.. Enumerable.Range(1, 120).Select(seq => new Delivery { Seq = seq, State = DeliveryState.Sent, At = Some.Morning })] } },
            Cancelled);

        await _push.RunAsync(await _store.KeepAsync(Some.TicketWithProgress()), Cancelled);

        Assert.Equal(99, Assert.Single(_gateway.Taken).Unread);
    }

    [Fact]
    public async Task Nothing_is_counted_for_a_customer_without_a_device()
    {
        var asked = new List<string>();
        var engine = new PushEngine(
            _store.Tickets, _store.Changes, Counted<IDeliveryLog>.Of(_store.Deliveries, asked.Add), _store.Installations, _store.Desk, _gateway, _queue, Options.Create(_options), new NoJitter(), _store.Time);

        await engine.Deliver.RunAsync(await _store.KeepAsync(Some.TicketWithProgress()), Cancelled);

        Assert.NotEmpty(asked);
        Assert.DoesNotContain(asked, call => call.EndsWith(nameof(IDeliveryLog.CountUnreadAsync), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_customer_without_a_device_is_pushed_nothing_and_the_update_counts_as_settled()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _push.RunAsync(ticket, Cancelled);

        Assert.Empty(_gateway.Asked);
        Assert.Equal(DeliveryState.NoDevice, (await DeliveriesAsync(ticket)).Updates.Single().State);
    }

    [Fact]
    public async Task Of_more_devices_than_a_push_may_name_those_last_heard_of_get_it()
    {
        for (var i = 0; i < TagExpression.MaxTags + 2; i++)
            await _store.Installations.PutAsync(
                new Installation { Id = $"phone-{i}", PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = $"x-{i}", RefreshedAt = Some.Morning.AddMinutes(-i) }, Cancelled);

        await _push.RunAsync(await _store.KeepAsync(Some.TicketWithProgress()), Cancelled);

        var named = Assert.Single(_gateway.Asked).Audience.Split(" || ");
        Assert.Equal(TagExpression.MaxTags, named.Length);
        Assert.DoesNotContain(TagOf("phone-20"), named);
    }

    [Fact]
    public async Task A_failed_push_stops_the_ticket_there_and_schedules_a_retry_no_sooner_than_asked()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        _gateway.Answer = _ => Throttled;
        await _push.RunAsync(ticket, Cancelled);

        Assert.Equal(EntryKind.Progress, Assert.Single(_gateway.Asked).Message.Kind);
        var retry = Assert.Single(_queue.Sent);
        Assert.Equal((QueueNames.PushRetries, 1, TimeSpan.FromMinutes(2)), (retry.Queue, retry.Message.Body.Attempt, retry.Message.Delay));
        var delivery = (await DeliveriesAsync(ticket)).Updates.Single();
        Assert.Equal((DeliveryState.Pending, "throttled", 1), (delivery.State, delivery.Reason, delivery.Attempts));
    }

    [Fact]
    public async Task The_last_attempt_gives_up_with_its_reason_and_the_agent_sees_it()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");

        Assert.Equal("down", (await _push.RetryAsync(new TicketTask(ticket.Id, 3, _options.MaxAttempts), Cancelled)).GaveUp);
        Assert.Empty(_queue.Sent);
        Assert.Equal((DeliveryState.Failed, "down"), Of((await DeliveriesAsync(ticket)).Updates.Single()));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_once_more_before_the_next_update()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _push.RetryAsync(new TicketTask(ticket.Id, 3, _options.MaxAttempts), Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;
        await _push.RunAsync(ticket, Cancelled);
        Assert.Empty(_gateway.Taken);

        await _push.RunAsync(await _store.KeepAsync(ResolvedAfter(ticket)), Cancelled);

        Assert.Equal([3, 4], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task A_permanent_refusal_ends_that_update_at_once_and_the_next_one_goes_out()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        _gateway.Answer = message => message.Kind == EntryKind.Progress ? new PushResult(PushOutcome.Refused, "payload too large") : PushResult.Accepted;
        await _push.RunAsync(ticket, Cancelled);

        Assert.Equal([4], _gateway.TakenSeqs);
        Assert.Empty(_queue.Sent);
        Assert.Equal((DeliveryState.Failed, "payload too large"), Of((await DeliveriesAsync(ticket)).Updates[0]));
    }

    [Fact]
    public async Task Two_runs_at_once_repeat_at_most_but_never_lose_or_reorder()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _push.RunAsync(ticket, Cancelled), Cancelled)));

        Assert.Equal([3, 4], _gateway.TakenSeqs.Distinct());
        Assert.Equal(4, (await DeliveriesAsync(ticket)).Through);
    }

    [Fact]
    public async Task What_waits_behind_an_update_that_was_given_up_is_given_up_with_it()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _push.RetryAsync(new TicketTask(ticket.Id, 3, _options.MaxAttempts), Cancelled);
        await _push.RunAsync(ticket, Cancelled);

        Assert.Single(_gateway.Asked);
        Assert.All((await DeliveriesAsync(ticket)).Updates, update => Assert.Equal((DeliveryState.Failed, _store.Time.GetUtcNow()), (update.State, update.NotReachedAt)));
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_costs_the_ticket_its_time_limit_and_no_more()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        _gateway.Hangs = true;
        var run = _push.RunAsync(ticket, Cancelled);
        await _gateway.Hanging.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled);
        _store.Time.Advance(_options.SendTimeout);
        await run.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, Cancelled);

        Assert.Equal("The push platform did not answer within 00:00:15.", (await DeliveriesAsync(ticket)).Updates.Single().Reason);
        Assert.Single(_queue.Sent);
    }

    private static (DeliveryState, string?) Of(Delivery delivery) => (delivery.State, delivery.Reason);

    private static string TagOf(string installationId) => Tags.Registration(installationId, Some.Alice.Key);
}
