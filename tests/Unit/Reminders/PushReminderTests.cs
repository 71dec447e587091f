using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Reminders;

public sealed class PushReminderTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly RecordingQueue _queue = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task While_the_store_is_down_a_reminder_is_put_off_and_keeps_its_attempts()
    {
        var down = Substitute.For<ITicketStore>();
        down.FindAsync(null!, Cancelled).ThrowsAsyncForAnyArgs(new UnavailableException("down", TimeSpan.FromMinutes(2)));

        Assert.Equal(PushRun.Done, await Pushing(down).RunAsync(new TicketTask("t-1", 2, Attempt: 8), Cancelled));

        var (queue, message) = Assert.Single(_queue.Sent);
        Assert.Equal((QueueNames.Reminders, new TicketTask("t-1", 2, Attempt: 8, Postponed: 1), TimeSpan.FromMinutes(2)), (queue, message.Body, message.Delay));
    }

    [Fact]
    public async Task A_reminder_that_is_not_to_be_read_yet_is_put_off_and_not_lost()
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket());
        var reminded = ReminderRules.Remind(ticket, ticket.NextReminderAt!.Value, Some.Reminders)!;
        var task = new TicketTask(ticket.Id, reminded.Version, Attempt: 1);

        Assert.Equal(PushRun.Done, await Pushing(_store.Tickets).RunAsync(task, Cancelled));
        await _store.KeepAsync(reminded);
        Assert.Equal(PushRun.Done, await Pushing(_store.Tickets).RunAsync(Assert.Single(_queue.Sent).Message.Body, Cancelled));

        Assert.Equal([reminded.Version], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task A_reminder_that_is_never_to_be_read_is_dropped_in_the_end()
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket());

        await Pushing(_store.Tickets).RunAsync(new TicketTask(ticket.Id, ticket.Version + 1, Attempt: 1, Postponed: new PushOptions().MaxAttempts), Cancelled);

        Assert.Empty(_queue.Sent);
    }

    [Fact]
    public async Task A_reminder_of_a_ticket_that_was_handled_meanwhile_is_dropped()
    {
        var ticket = Some.OpenTicket();
        var reminded = ReminderRules.Remind(ticket, ticket.NextReminderAt!.Value, Some.Reminders)!;
        var claimed = Some.Made(AgentRules.Claim(reminded, Some.Agent, false, Some.Morning.AddHours(2), Some.Reminders));
        var resolved = await _store.KeepAsync(Some.Made(AgentRules.Resolve(claimed, Some.Agent, "It arrives tomorrow.", Some.Morning.AddHours(3))));

        Assert.Equal(PushRun.Done, await Pushing(_store.Tickets).RunAsync(new TicketTask(resolved.Id, reminded.Version, Attempt: 1), Cancelled));

        Assert.Empty(_gateway.Asked);
        Assert.Empty(_queue.Sent);
    }

    private PushReminder Pushing(ITicketStore tickets)
    {
        var options = Options.Create(new PushOptions());
        var sender = new PushSender(_gateway, new Circuit(options, _store.Time), options, _store.Time);
        return new PushReminder(tickets, sender, _queue, options, new NoJitter(), NullLogger<PushReminder>.Instance);
    }
}
