using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Reminders;

/// <summary>A sweep over what is due: all of it, each step once, and one bad ticket costs no other.</summary>
public sealed class RemindAgentsTests : IDisposable
{
    private readonly TempStore _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task More_than_a_page_that_fell_due_is_taken_in_one_sweep_and_not_again_in_the_next()
    {
        for (var i = 0; i <= PageRequest.MaxLimit; i++)
            await _store.KeepAsync(Due(i));
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);

        Assert.Equal(PageRequest.MaxLimit + 1, await Sweep(_store.Tickets).RunAsync(Cancelled));
        Assert.Equal(0, await Sweep(_store.Tickets).RunAsync(Cancelled));
    }

    [Fact]
    public async Task A_reminder_costs_one_write_and_a_page_one_read()
    {
        for (var i = 0; i < PageRequest.MaxLimit + 1; i++)
            await _store.KeepAsync(Due(i));
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
        var calls = new ConcurrentBag<string>();
        await Sweep(Counted<ITicketStore>.Of(_store.Tickets, calls.Add)).RunAsync(Cancelled);

        Assert.Equal(
            [("ITicketStore.ListDueAsync", 2), ("ITicketStore.ReplaceAsync", PageRequest.MaxLimit + 1)],
            calls.CountBy(call => call).Select(call => (call.Key, call.Value)).Order());
    }

    [Fact]
    public async Task A_ticket_that_cannot_be_changed_leaves_the_others_their_step()
    {
        for (var i = 0; i < 3; i++)
            await _store.KeepAsync(Due(i));
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
        var failed = 0;
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, call =>
        {
            if (call == "ITicketStore.ReplaceAsync" && Interlocked.Increment(ref failed) == 1)
                throw new InvalidOperationException("One ticket.");
        });

        Assert.Equal(2, await Sweep(tickets).RunAsync(Cancelled));
        Assert.Equal(1, await Sweep(_store.Tickets).RunAsync(Cancelled));
    }

    [Fact]
    public async Task Two_sweeps_at_once_take_a_step_once()
    {
        var ticket = await _store.KeepAsync(Due(0));
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
        var isFirst = true;
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, call =>
        {
            if (call != "ITicketStore.ReplaceAsync" || !isFirst)
                return;
            isFirst = false;
            Assert.Equal(1, Sweep(_store.Tickets).RunAsync(Cancelled).GetAwaiter().GetResult());
        });

        Assert.Equal(0, await Sweep(tickets).RunAsync(Cancelled));
        Assert.Equal(1, (await _store.Tickets.FindAsync(ticket.Id, Cancelled))!.Document.ReminderLevel);
    }

    [Fact]
    public async Task A_text_whose_time_has_come_is_sent_once_by_two_sweeps_at_once_and_one_far_off_costs_no_read()
    {
        var at = Some.Morning.AddDays(80);
        var scheduled = Some.Made(LaterRules.Schedule(Some.ClaimedTicket(), Some.Agent, EntryKind.Message, "Are you well?", at, Some.Morning.AddMinutes(5))) with { NextReminderAt = null };
        var ticket = await _store.KeepAsync(scheduled);
        var reads = 0;
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, call => reads += call == "ITicketStore.FindAsync" ? 1 : 0);

        await Sweep(tickets).RunAsync(Cancelled);
        Assert.Equal((0, scheduled.Version), (reads, (await _store.Tickets.FindAsync(ticket.Id, Cancelled))!.Document.Version));
        _store.Time.SetUtcNow(at);
        await Task.WhenAll(Sweep(_store.Tickets).RunAsync(Cancelled), Sweep(_store.Tickets).RunAsync(Cancelled));

        var sent = (await _store.Tickets.FindAsync(ticket.Id, Cancelled))!.Document;
        Assert.Equal((1, TicketState.Waiting, null), (sent.Timeline.Count(entry => entry.Kind == EntryKind.Message), sent.State, sent.WakeAt));
        Assert.Equal(0, await Sweep(_store.Tickets).RunAsync(Cancelled));
    }

    [Fact]
    public async Task What_stands_far_off_is_looked_at_now_and_then_and_when_the_clock_was_put_back()
    {
        var tickets = Substitute.For<ITicketStore>();
        tickets.ListDueAsync(default, default, default!, Cancelled).ReturnsForAnyArgs(new Page<Stored<Ticket>>([], null));
        var sweep = Sweep(tickets);
        async Task<bool> LooksFarAsync(TimeSpan later)
        {
            tickets.ClearReceivedCalls();
            _store.Time.Advance(later);
            await sweep.RunAsync(Cancelled);
            return (DateTimeOffset)tickets.ReceivedCalls().Single().GetArguments()[1]! < DateTimeOffset.MaxValue;
        }

        Assert.True(await LooksFarAsync(TimeSpan.Zero));
        Assert.False(await LooksFarAsync(TimeSpan.FromMinutes(1)));
        Assert.True(await LooksFarAsync(RemindAgents.LooksFarEach));
        Assert.False(await LooksFarAsync(TimeSpan.FromMinutes(1)));
        _store.Time.AdjustTime(Some.Morning);
        Assert.True(await LooksFarAsync(TimeSpan.Zero));
    }

    private RemindAgents Sweep(ITicketStore tickets) => new(tickets, Options.Create(Some.Reminders), _store.Time, NullLogger<RemindAgents>.Instance);

    private static Ticket Due(int number) => Some.OpenTicket() with { Id = TicketId.Derived(Some.Alice.Key, $"{number}") };
}
