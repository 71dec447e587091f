using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Telemetry;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Reminders;

/// <summary>
/// Pushes one reminder step to agents' devices: to the agent who works on the ticket, or to all agents while nobody
/// does. A step that was overtaken (the ticket was handled meanwhile) is dropped.
/// </summary>
public sealed partial class PushReminder(
    ITicketStore tickets, PushSender sender, IMessageQueue queue, IOptions<PushOptions> options, Random random, ILogger<PushReminder> logger)
{
    /// <summary>
    /// Carries the task out; schedules the next attempt when the platform does not take it, and says so when it was the
    /// last. While the store is down the task is put off and the attempt does not count: the queue would redeliver it at
    /// once and soon give it up.
    /// </summary>
    public async Task<PushRun> RunAsync(TicketTask task, CancellationToken cancellationToken)
    {
        try
        {
            return await PushAsync(task, cancellationToken);
        }
        catch (UnavailableException fault)
        {
            Log.PutOff(logger, task.Seq, task.TicketId, fault);
            var next = task with { Postponed = task.Postponed + 1 };
            await queue.SendAsync(QueueNames.Reminders, TicketTasks.Message(next, TicketTasks.Delay(next.Postponed, fault.RetryAfter, options.Value, random)), cancellationToken);
            return PushRun.Done;
        }
    }

    private async Task<PushRun> PushAsync(TicketTask task, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(task.TicketId, cancellationToken) is not { Document: var ticket })
            return PushRun.Done;
        // The task may be quicker than the replica that is read here; a store that was restored to a time before never has it.
        if (ticket.Version < task.Seq && task.Postponed < options.Value.MaxAttempts)
            throw new UnavailableException($"Entry {task.Seq} of ticket {task.TicketId} is not to be read yet.");
        if (!ticket.IsUnhandled || ticket.Timeline.FirstOrDefault(entry => entry.Seq == task.Seq) is not { Kind: EntryKind.Reminder } reminder)
            return PushRun.Done;

        using var activity = Spans.StartCaused("push.reminder", ticket.Id, task.TraceParent);
        var result = await sender.SendAsync(PushMessages.For(ticket, reminder, options.Value), Audience(ticket), cancellationToken, reminder.TraceParent);
        if (result.Outcome == PushOutcome.Accepted)
            return PushRun.Done;
        if (result.Outcome == PushOutcome.Refused || (result.Asked && task.Attempt >= options.Value.MaxAttempts))
        {
            Log.GaveUp(logger, task.TicketId, reminder.Level, task.Attempt, result.Reason);
            return new PushRun(result.Reason ?? "The push platform did not take the reminder.");
        }

        var message = result.Asked
            ? TicketTasks.Message(task with { Attempt = task.Attempt + 1, Postponed = 0 }, TicketTasks.Delay(task.Attempt, result.RetryAfter, options.Value, random))
            : TicketTasks.Message(task with { Postponed = task.Postponed + 1 }, TicketTasks.Postponement(result.RetryAfter, options.Value, random));
        await queue.SendAsync(QueueNames.Reminders, message, cancellationToken);
        return PushRun.Done;
    }

    private static TagExpression Audience(Ticket ticket) =>
        ticket is { State: TicketState.InProgress, Assignee: { } agent } ? TagExpression.AnyOf([Tags.Person(PersonKey.Of(agent))]) : TagExpression.AnyOf([Tags.Agents]);

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Error, "Reminder {Level} of ticket {TicketId} reached no agent after {Attempts} attempts: {Reason}")]
        public static partial void GaveUp(ILogger logger, string ticketId, int? level, int attempts, string? reason);

        [LoggerMessage(2102, LogLevel.Warning, "The reminder {Seq} of ticket {TicketId} is put off.")]
        public static partial void PutOff(ILogger logger, int seq, string ticketId, Exception fault);
    }
}
