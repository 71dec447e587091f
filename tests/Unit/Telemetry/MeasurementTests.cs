using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.App.Timers;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Telemetry;

[Collection(nameof(Listening))]
public sealed class MeasurementTests : IDisposable
{
    private readonly Support _support = new();
    private readonly MeasurementListener _measured = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _measured.Dispose();
        _support.Dispose();
    }

    [Fact]
    public async Task A_tickets_life_is_counted_and_timed()
    {
        var ticket = await _support.SubmitAsync();
        _support.Store.Time.Advance(TimeSpan.FromMinutes(10));
        ticket = await _support.ClaimAsync(ticket);
        _support.Store.Time.Advance(TimeSpan.FromMinutes(20));
        ticket = await _support.ResolveAsync(ticket);
        _support.Store.Time.Advance(TimeSpan.FromMinutes(30));
        ticket = await _support.InquireAsync(ticket, "It did not arrive.");
        _support.Store.Time.Advance(TimeSpan.FromMinutes(5));
        await _support.ResolveAsync(await _support.ClaimAsync(ticket));

        Assert.Equal([(1, "support.ticket.category=question support.ticket.follow_up=False")], _measured.Of("support.tickets.opened"));
        Assert.Equal([(600, "support.ticket.category=question")], _measured.Of("support.ticket.first_handling"));
        Assert.Equal(
            [(1800, "support.ticket.category=question support.ticket.reopened=False"), (300, "support.ticket.category=question support.ticket.reopened=True")],
            _measured.Of("support.ticket.result"));
    }

    [Fact]
    public async Task A_repeated_submission_counts_once()
    {
        var submission = new Submission(TicketCategory.Complaint, null, "It is broken.");
        for (var i = 0; i < 2; i++)
            await _support.Customers.SubmitAsync(Some.Alice, submission, "key", Cancelled);

        Assert.Equal([(1, "support.ticket.category=complaint support.ticket.follow_up=False")], _measured.Of("support.tickets.opened"));
    }

    [Fact]
    public async Task Each_push_attempt_has_its_outcome_and_the_one_that_was_taken_its_delay()
    {
        await _support.WithDeviceAsync();
        var ticket = await _support.ProgressAsync(await _support.ClaimAsync(await _support.SubmitAsync()));
        _support.Gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "throttled");
        await _support.Push.RunAsync(ticket, Cancelled);
        _support.Store.Time.Advance(TimeSpan.FromSeconds(7));
        _support.Gateway.Answer = _ => PushResult.Accepted;
        await _support.Push.RetryAsync(_support.Queue.Sent.Single().Message.Body, Cancelled);

        Assert.Equal(
            ["support.entry.kind=progress support.push.outcome=unavailable", "support.entry.kind=progress support.push.outcome=accepted"],
            _measured.Of("support.push.attempt").Select(each => each.Tags));
        Assert.Equal([(7, "support.entry.kind=progress")], _measured.Of("support.push.delay"));
    }

    [Fact]
    public async Task A_reminder_step_tells_how_late_it_was_taken()
    {
        await _support.SubmitAsync();
        _support.Store.Time.Advance(Some.Reminders.First + TimeSpan.FromSeconds(40));

        await _support.Remind.RunAsync(Cancelled);
        await _support.Remind.RunAsync(Cancelled);

        Assert.Equal([(40, "")], _measured.Of("support.reminder.lag"));
    }

    [Fact]
    public async Task Dead_letters_are_counted_by_what_they_were_about()
    {
        var ticket = await _support.ProgressAsync(await _support.ClaimAsync(await _support.SubmitAsync()));

        await _support.Record.RunAsync(new TicketTask(ticket.Id, 3, 8), "throttled", Cancelled);
        await _support.Record.RunAsync(new TicketTask(TicketId.New(Some.Alice.Key, Some.Morning), 3, 8), "throttled", Cancelled);

        Assert.Equal([(1, "support.entry.kind=progress"), (1, "support.entry.kind=unknown")], _measured.Of("support.dead_letters"));
    }

    [Fact]
    public async Task An_archive_that_was_given_up_is_counted_once()
    {
        var died = new Export { PersonKey = Some.Alice.Key, ArchiveId = "archive", RequestedAt = Some.Morning, Step = ExportStep.Packing, Faults = Export.MaxFaults - 1 };
        await _support.Store.Desk.PutAsync(ExportShelves.Open, died.PersonKey, died, Cancelled);

        await _support.Export.RunAsync(Cancelled);
        await _support.Export.RunAsync(Cancelled);

        Assert.Equal([(1, "support.export.reason=tooManyFaults")], _measured.Of("support.exports.failed"));
    }

    [Fact]
    public async Task A_run_of_a_timer_counts_when_it_came_to_its_end()
    {
        var timers = new TimerFunctions(_support.Remind, _support.Engine.Reconcile, _support.Erase, _support.Export, _support.Expired, _support.Count);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await timers.RemindAgents(new TimerInfo(), Cancelled);
        await timers.ReconcilePushes(new TimerInfo(), Cancelled);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => timers.RemindAgents(new TimerInfo(), cancelled.Token));

        Assert.Equal([(1, "support.timer=RemindAgents"), (1, "support.timer=ReconcilePushes")], _measured.Of("support.timer.runs"));
    }
}
