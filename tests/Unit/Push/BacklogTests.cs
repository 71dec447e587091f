using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

/// <summary>How far the server says that it is behind.</summary>
public sealed class BacklogTests : PushTests
{
    private readonly Backlog _backlog;

    public BacklogTests() => _backlog = new Backlog(_store.Tickets, _store.Deliveries, _store.Time);

    [Fact]
    public async Task Nothing_waits_where_nothing_is_due()
    {
        await _store.KeepAsync(Some.OpenTicket());

        Assert.Equal(new Waiting(null, null), await _backlog.ReadAsync(Cancelled));
    }

    [Fact]
    public async Task A_push_waits_since_the_platform_first_did_not_take_it()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        var first = _store.Time.GetUtcNow();
        await _push.RunAsync(ticket, Cancelled);
        _store.Time.Advance(TimeSpan.FromMinutes(1));
        await _push.RetryAsync(_queue.LastTask, Cancelled);

        Assert.Equal(first, (await _backlog.ReadAsync(Cancelled)).Push);
    }

    [Fact]
    public async Task A_push_that_was_taken_waits_no_more()
    {
        await WithDeviceAsync();
        await _push.RunAsync(await _store.KeepAsync(Some.TicketWithProgress()), Cancelled);

        Assert.Null((await _backlog.ReadAsync(Cancelled)).Push);
    }

    [Fact]
    public async Task A_reminder_waits_since_it_is_due_and_the_answer_is_read_anew_after_a_moment()
    {
        await _store.KeepAsync(Some.OpenTicket());
        Assert.Null((await _backlog.ReadAsync(Cancelled)).Reminder);
        _store.Time.Advance(Some.Reminders.First + Backlog.GoodFor);

        Assert.Equal(Some.Morning + Some.Reminders.First, (await _backlog.ReadAsync(Cancelled)).Reminder);
    }
}
