using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Queues;
using ServerlessSupport.Telemetry;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>How a run of <see cref="PushPending"/> ended.</summary>
/// <param name="GaveUp">Why the last attempt failed, when no further one is made.</param>
public sealed record PushRun(string? GaveUp = null)
{
    public static readonly PushRun Done = new();
}

/// <summary>
/// Pushes what a ticket's devices have not been sent: its pushable entries above the delivery mark, in order, and once
/// more those that no device confirmed. The change feed, the reconciler and the retry queue all call this; it is safe
/// when they do so at once, at least once towards the platform, and a failure stops this ticket only.
/// </summary>
public sealed partial class PushPending(
    ITicketStore tickets,
    IDeliveryLog log,
    SendUpdates send,
    ResendUpdates resend,
    IMessageQueue queue,
    IOptions<PushOptions> options,
    Random random,
    TimeProvider time,
    ILogger<PushPending> logger)
{
    private const int MaxRaces = 12;

    /// <summary>
    /// Runs for a version of the ticket that a change brought; while a retry is waiting, that one does the work. A run
    /// that fails is handed to the retry queue, and only when that fails too does this throw.
    /// </summary>
    public async Task RunAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(ticket, new TicketTask(ticket.Id, ticket.LastDeliverableSeq, Attempt: 0), cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            Log.Failed(logger, ticket.Id, fault);
            var delay = TicketTasks.Delay(1, (fault as UnavailableException)?.RetryAfter, options.Value, random);
            var retry = new TicketTask(ticket.Id, ticket.LastDeliverableSeq, Attempt: 1, RetryId: TicketTasks.NewRetryId(random));
            await queue.SendAsync(QueueNames.PushRetries, TicketTasks.Message(retry, delay), cancellationToken);
        }
    }

    /// <summary>
    /// Runs as a retry; says so when it was the last one and failed. While a service of our own is down the retry is
    /// put off and does not count: the queue would redeliver it at once and soon give it up.
    /// </summary>
    public async Task<PushRun> RetryAsync(TicketTask task, CancellationToken cancellationToken)
    {
        try
        {
            if (await tickets.FindAsync(task.TicketId, cancellationToken) is not { Document: var ticket })
                return PushRun.Done;
            var run = await RunAsync(ticket, task, cancellationToken);
            // What came meanwhile may have been left to this retry, when the queue's clock is ahead of ours.
            if (await tickets.FindAsync(task.TicketId, cancellationToken) is { Document: var newer } && newer.Version > ticket.Version)
                await RunAsync(newer, cancellationToken);
            return run;
        }
        catch (UnavailableException fault)
        {
            Log.Failed(logger, task.TicketId, fault);
            var next = task with { Postponed = task.Postponed + 1 };
            await queue.SendAsync(QueueNames.PushRetries, TicketTasks.Message(next, TicketTasks.Delay(next.Postponed, fault.RetryAfter, options.Value, random)), cancellationToken);
            return PushRun.Done;
        }
    }

    private async Task<PushRun> RunAsync(Ticket ticket, TicketTask task, CancellationToken cancellationToken)
    {
        var stored = await log.FindAsync(ticket.Id, cancellationToken);
        var run = new TicketRun(ticket, stored?.Document ?? Nothing(ticket), time.GetUtcNow());
        // Put off and not ended: the log may be read as it was a moment ago, and the retry that it names be gone.
        if (DeliveryRules.Overtaken(run.Before, task, run.StartedAt) is { } wait)
            await queue.SendAsync(QueueNames.PushRetries, TicketTasks.Message(task with { Postponed = task.Postponed + 1 }, wait), cancellationToken);
        if (!DeliveryRules.HasWork(ticket, run.Before, task, run.StartedAt))
            return PushRun.Done;
        using var activity = Spans.StartCaused("push.ticket", ticket.Id, task.TraceParent);
        await HandOffRemindersAsync(run, cancellationToken);
        var failure = await send.RunAsync(run, task, cancellationToken);
        if (failure is null)
            await resend.RunAsync(run, cancellationToken);
        // The retry is scheduled before the log says that one waits: a crash in between repeats work, the other order would lose it.
        else if (failure.Next is { } next)
            await queue.SendAsync(QueueNames.PushRetries, next, cancellationToken);
        var after = await WriteAsync(run, stored, cancellationToken);
        return failure is null ? PushRun.Done : End(failure, after);
    }

    private async Task HandOffRemindersAsync(TicketRun run, CancellationToken cancellationToken)
    {
        foreach (var entry in run.Ticket.Timeline.Where(entry => entry.Kind == EntryKind.Reminder && entry.Seq > run.Before.RemindedThrough))
        {
            await queue.SendAsync(QueueNames.Reminders, TicketTasks.Message(new TicketTask(run.Ticket.Id, entry.Seq, Attempt: 1)), cancellationToken);
            run.Change(deliveries => deliveries with { RemindedThrough = Math.Max(deliveries.RemindedThrough, entry.Seq) });
        }
    }

    private async Task<TicketDeliveries> WriteAsync(TicketRun run, Stored<TicketDeliveries>? stored, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var before = stored?.Document ?? Nothing(run.Ticket);
            // Another run that wrote meanwhile is joined, not undone: what was sent is sent.
            var after = run.ApplyTo(before);
            if (ReferenceEquals(before, after) || await log.TryWriteAsync(after, stored?.ETag, cancellationToken))
                return after;
            stored = await log.FindAsync(run.Ticket.Id, cancellationToken);
        }

        throw new UnavailableException($"The deliveries of ticket {run.Ticket.Id} kept changing.");
    }

    private PushRun End(PushFailure failure, TicketDeliveries after)
    {
        // Given up only if no other run has delivered it meanwhile.
        if (failure.Next is not null || DeliveryRules.IsSettled(after, failure.Task.Seq))
            return PushRun.Done;
        Log.GaveUp(logger, failure.Task.TicketId, failure.Task.Seq, failure.Task.Attempt, failure.Reason);
        return new PushRun(failure.Reason ?? "The push platform did not take the push.");
    }

    private static TicketDeliveries Nothing(Ticket ticket) => new() { Id = ticket.Id, CustomerKey = ticket.CustomerKey };

    private static partial class Log
    {
        [LoggerMessage(3003, LogLevel.Error, "Update {Seq} of ticket {TicketId} was not delivered after {Attempts} attempts: {Reason}")]
        public static partial void GaveUp(ILogger logger, string ticketId, int seq, int attempts, string? reason);

        [LoggerMessage(3004, LogLevel.Error, "Pushing ticket {TicketId} failed; the retry queue takes it.")]
        public static partial void Failed(ILogger logger, string ticketId, Exception fault);
    }
}
