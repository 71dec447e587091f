using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class ResendUpdatesTests : PushTests
{
    [Fact]
    public async Task An_update_that_no_device_confirms_is_sent_once_more_and_then_counts_as_not_reached()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        for (var i = 0; i < 5; i++)
        {
            await _push.RunAsync(ticket, Cancelled);
            _store.Time.Advance(_options.ResendAfter);
        }

        Assert.Equal([3, 3], _gateway.TakenSeqs);
        var update = (await DeliveriesAsync(ticket)).Updates.Single();
        Assert.Equal(
            (DeliveryState.Sent, Some.Morning, Some.Morning + _options.ResendAfter, Some.Morning + (2 * _options.ResendAfter)),
            (update.State, update.SentAt, update.ResentAt, update.NotReachedAt));
    }

    [Fact]
    public async Task The_second_sending_makes_no_sound()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _push.RunAsync(ticket, Cancelled);
        _store.Time.Advance(_options.ResendAfter);
        await _push.RunAsync(ticket, Cancelled);

        Assert.Equal([false, true], _gateway.Taken.Select(message => message.Silent));
    }

    [Fact]
    public async Task A_second_sending_that_the_platform_never_takes_is_tried_as_often_as_allowed_and_then_given_up()
    {
        await WithDeviceAsync();
        _options.CircuitFailures = 1_000;
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _push.RunAsync(ticket, Cancelled);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        for (var i = 0; i < 20; i++)
        {
            _store.Time.Advance(TimeSpan.FromHours(1));
            await _push.RunAsync(ticket, Cancelled);
        }

        Assert.Equal(1 + _options.MaxAttempts, _gateway.Asked.Count);
        var update = (await DeliveriesAsync(ticket)).Updates.Single();
        Assert.NotNull(update.NotReachedAt);
        Assert.Null((await DeliveriesAsync(ticket)).DueAt);
    }

    [Fact]
    public async Task A_device_that_was_registered_too_late_gets_the_update_with_the_second_sending()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _push.RunAsync(ticket, Cancelled);
        await WithDeviceAsync();
        _store.Time.Advance(_options.ResendAfter);
        await _push.RunAsync(ticket, Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
        Assert.Equal(DeliveryState.Sent, (await DeliveriesAsync(ticket)).Updates.Single().State);
    }

    [Fact]
    public async Task Apps_that_do_not_confirm_can_turn_the_second_sending_off()
    {
        await WithDeviceAsync();
        _options.ResendAfter = TimeSpan.Zero;
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _push.RunAsync(ticket, Cancelled);

        Assert.Null((await DeliveriesAsync(ticket)).DueAt);
    }
}
