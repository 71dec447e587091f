using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>A ticket that this version cannot read, as after going back to an older one: it costs itself, and nobody tries for ever.</summary>
public sealed class UnreadableTests : PushTests
{
    private readonly PushEngine _engine;

    public UnreadableTests() => _engine = new PushEngine(
        Counted<ITicketStore>.Of(_store.Tickets, call =>
        {
            if (call == "ITicketStore.FindAsync")
                throw new UnreadableDocumentException("it", new FormatException());
        }),
        _store.Changes, _store.Deliveries, _store.Installations, _store.Desk, _gateway, _queue, Options.Create(_options), new NoJitter(), _store.Time);

    [Fact]
    public async Task A_retry_ends_and_one_to_which_nothing_else_leads_comes_back_after_the_longest_delay()
    {
        var task = new TicketTask(Some.OpenTicket().Id, 3, 1);
        Assert.Null((await _engine.Deliver.RetryAsync(task, Cancelled)).GaveUp);
        Assert.Empty(_queue.Sent);

        await _engine.Deliver.RetryAsync(task with { IsUnlogged = true }, Cancelled);
        Assert.Equal(_options.MaxRetryDelay, Assert.Single(_queue.Sent).Message.Delay);
    }

    [Fact]
    public async Task A_dead_letter_about_it_is_done_with()
    {
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, _ => throw new UnreadableDocumentException("it", new FormatException()));
        await new RecordDeadLetter(tickets, _store.Deliveries, _store.Time, NullLogger<RecordDeadLetter>.Instance).RunAsync(new TicketTask(Some.OpenTicket().Id, 3, 1), "Too many deliveries.", Cancelled);
    }

    [Fact]
    public async Task What_is_due_of_others_is_pushed_all_the_same()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _engine.Deliver.RunAsync(ticket, Cancelled);
        _store.Time.Advance(TimeSpan.FromMinutes(10));
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal(2, _gateway.Asked.Count);
    }
}
