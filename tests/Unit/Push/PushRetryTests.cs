using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What becomes of a push that the platform did not take.</summary>
public sealed class PushRetryTests : PushTests
{
    private static readonly PushResult Throttled = new(PushOutcome.Unavailable, "throttled", TimeSpan.FromMinutes(2));

    [Fact]
    public async Task While_a_retry_waits_changes_leave_the_work_to_it()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => Throttled;
        await _push.RunAsync(ticket, Cancelled);
        await _push.RunAsync(ticket, Cancelled);

        Assert.Single(_gateway.Asked);
        Assert.Single(_queue.Sent);
    }

    [Fact]
    public async Task A_retry_pushes_all_that_waits_in_order()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        _gateway.Answer = _ => Throttled;
        await _push.RunAsync(ticket, Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;

        Assert.Null((await _push.RetryAsync(_queue.LastTask, Cancelled)).GaveUp);
        Assert.Equal([3, 4], _gateway.TakenSeqs);
        Assert.All((await DeliveriesAsync(ticket)).Updates, update => Assert.Equal(DeliveryState.Sent, update.State));
    }

    [Fact]
    public async Task Every_attempt_has_a_message_id_of_its_own_and_a_longer_delay()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _push.RunAsync(ticket, Cancelled);
        await _push.RetryAsync(_queue.LastTask, Cancelled);
        await _push.RetryAsync(_queue.LastTask, Cancelled);

        Assert.Equal(3, _queue.Sent.Select(sent => sent.Message.MessageId).Distinct().Count());
        Assert.Equal([5, 10, 20], _queue.Sent.Select(sent => (int)sent.Message.Delay.TotalSeconds));
    }

    [Fact]
    public async Task A_retry_that_is_lost_after_another_was_the_last_is_made_up_for()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _push.RetryAsync(new TicketTask(ticket.Id, 3, _options.MaxAttempts), Cancelled);
        // Two retries at once: this one is not the last, and what it schedules never comes.
        await _push.RetryAsync(new TicketTask(ticket.Id, 3, 1), Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;
        _store.Time.Advance(TimeSpan.FromHours(1));

        await _push.RunAsync(ticket, Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task An_update_whose_turn_comes_at_another_ones_last_attempt_has_all_of_its_own()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Resolved());
        _gateway.Answer = message => message.Seq == 3 ? PushResult.Accepted : new PushResult(PushOutcome.Unavailable, "down");

        Assert.Null((await _push.RetryAsync(new TicketTask(ticket.Id, 3, _options.MaxAttempts), Cancelled)).GaveUp);
        var next = Assert.Single(_queue.Sent).Message.Body;
        Assert.Equal((4, 1), (next.Seq, next.Attempt));
    }

    [Fact]
    public async Task While_the_platform_is_down_a_retry_asks_nobody_and_leaves_the_ticket_to_a_probe()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        _options.CircuitFailures = 1;
        await _push.RunAsync(ticket, Cancelled);
        Assert.Null((await _push.RetryAsync(_queue.LastTask, Cancelled)).GaveUp);

        Assert.Null((await _push.RetryAsync(_queue.Sent[0].Message.Body, Cancelled)).GaveUp);

        Assert.Single(_gateway.Asked);
        Assert.Equal([false, true], _queue.Sent.Select(sent => sent.Message.Body.IsProbe));
        Assert.Equal(1, (await DeliveriesAsync(ticket)).Updates.Single().Attempts);
        Assert.NotNull((await DeliveriesAsync(ticket)).DueAt);
    }

    [Fact]
    public async Task The_last_attempt_is_put_off_while_the_platform_is_down_so_that_its_dead_letter_is_not_missing()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        _options.CircuitFailures = 1;
        await _push.RunAsync(ticket, Cancelled);
        var last = _queue.LastTask with { Attempt = _options.MaxAttempts };
        Assert.Null((await _push.RetryAsync(last, Cancelled)).GaveUp);

        Assert.Single(_gateway.Asked);
        Assert.Equal(last with { Postponed = 1 }, _queue.LastTask);
    }

    [Fact]
    public async Task A_second_round_of_attempts_is_not_dropped_as_a_duplicate_of_the_first()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _push.RunAsync(ticket, Cancelled);
        await _push.RetryAsync(_queue.LastTask with { Attempt = _options.MaxAttempts }, Cancelled);
        await _push.RunAsync(await _store.KeepAsync(ResolvedAfter(ticket)), Cancelled);

        Assert.Equal(2, _queue.Sent.Count);
        Assert.Equal((3, 1), (_queue.LastTask.Seq, _queue.LastTask.Attempt));
        Assert.NotEqual(_queue.Sent[0].Message.MessageId, _queue.Sent[1].Message.MessageId);
    }

    [Fact]
    public async Task A_retry_is_put_off_while_the_log_waits_for_another_one()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => Throttled;
        await _push.RunAsync(ticket, Cancelled);
        var first = _queue.LastTask;
        await _push.RetryAsync(first, Cancelled);
        // Delivered once more, as after a crash.
        Assert.Null((await _push.RetryAsync(first, Cancelled)).GaveUp);

        Assert.Equal(2, _gateway.Asked.Count);
        Assert.Equal((first with { Postponed = 1 }, TimeSpan.FromMinutes(2)), (_queue.LastTask, _queue.Sent[^1].Message.Delay));
    }

    [Fact]
    public async Task What_was_left_to_a_retry_while_that_ran_follows_at_once()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => Throttled;
        await _push.RunAsync(ticket, Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;
        _gateway.Meanwhile = async () =>
        {
            await _push.RunAsync(await _store.KeepAsync(ResolvedAfter(ticket)), Cancelled);
            Assert.Empty(_gateway.Taken);
        };
        // By the queue's clock, which is ahead.
        await _push.RetryAsync(_queue.LastTask, Cancelled);

        Assert.Equal([3, 4], _gateway.TakenSeqs);
    }
}
