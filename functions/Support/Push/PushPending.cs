using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
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
    IInstallationStore installations,
    PruneDevices prune,
    PushSender sender,
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
            await queue.SendAsync(QueueNames.PushRetries, TicketTasks.Message(new TicketTask(ticket.Id, ticket.LastDeliverableSeq, Attempt: 1), delay), cancellationToken);
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
            return await tickets.FindAsync(task.TicketId, cancellationToken) is { } stored ? await RunAsync(stored.Document, task, cancellationToken) : PushRun.Done;
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
        var before = stored?.Document ?? Nothing(ticket);
        if (!DeliveryRules.HasWork(ticket, before, task.Attempt, time.GetUtcNow()))
            return PushRun.Done;
        using var activity = Spans.StartCaused("push.ticket", ticket.Id, task.TraceParent);
        var outcomes = new List<Func<TicketDeliveries, TicketDeliveries>>();
        await HandOffRemindersAsync(ticket, before, outcomes, cancellationToken);
        var failure = await PushAsync(ticket, before, task, outcomes, cancellationToken);
        if (failure is null)
            await ResendAsync(ticket, before, outcomes, cancellationToken);
        // The retry is scheduled before the log says that one waits: a crash in between repeats work, the other order would lose it.
        else if (failure.Next is { } next)
            await queue.SendAsync(QueueNames.PushRetries, next, cancellationToken);
        var after = await WriteAsync(ticket, stored, outcomes, cancellationToken);
        return failure is null ? PushRun.Done : End(failure, after);
    }

    private async Task HandOffRemindersAsync(
        Ticket ticket, TicketDeliveries deliveries, List<Func<TicketDeliveries, TicketDeliveries>> outcomes, CancellationToken cancellationToken)
    {
        foreach (var entry in ticket.Timeline.Where(entry => entry.Kind == EntryKind.Reminder && entry.Seq > deliveries.RemindedThrough))
        {
            await queue.SendAsync(QueueNames.Reminders, TicketTasks.Message(new TicketTask(ticket.Id, entry.Seq, Attempt: 1)), cancellationToken);
            outcomes.Add(now => now with { RemindedThrough = Math.Max(now.RemindedThrough, entry.Seq) });
        }
    }

    private async Task<Failure?> PushAsync(
        Ticket ticket, TicketDeliveries before, TicketTask task, List<Func<TicketDeliveries, TicketDeliveries>> outcomes, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var open = DeliveryRules.Open(ticket, before, task.Attempt, started);
        if (open.Count == 0)
            return null;
        var devices = await DevicesAsync(ticket, cancellationToken);
        var urgent = QuietRules.Urgent(open);
        for (var i = 0; i < open.Count; i++)
        {
            var entry = open[i];
            var audience = QuietRules.Split(QuietRules.Recipients(before.Find(entry.Seq), devices), canWait: i >= urgent, time.GetUtcNow());
            var result = await SendAsync(ticket, entry, audience, started, cancellationToken);
            var now = time.GetUtcNow();
            if (result is { Outcome: PushOutcome.Unavailable })
                return Fail(before, [.. open.Skip(i)], result, task, outcomes);
            outcomes.Add(deliveries => DeliveryRules.Settle(deliveries, entry, result, audience, now, options.Value));
            if (result is { Outcome: PushOutcome.Accepted })
                Measurements.Pushed(entry, now);
            if (result is { Outcome: PushOutcome.Refused })
                Log.Refused(logger, ticket.Id, entry.Seq, result.Reason);
        }

        return null;
    }

    private static readonly PushResult Quiet = new(PushOutcome.Unavailable, "All devices want quiet.") { Asked = false };

    // What other tickets in the batch wait for must not be one ticket's long backlog on a slow platform.
    private static readonly PushResult TooSlow = new(PushOutcome.Unavailable, "The push platform answers slowly; the rest follows.") { Asked = false };

    // Two registrations at once may make more than a person is allowed; those last heard of are within what one push may name.
    private async Task<IReadOnlyList<Installation>> DevicesAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        var all = await installations.ListAsync(ticket.CustomerKey, cancellationToken);
        return all.Count <= TagExpression.MaxTags ? all : [.. all.OrderByDescending(device => device.RefreshedAt).Take(TagExpression.MaxTags)];
    }

    // Null when there is nobody to send it to now.
    private async Task<PushResult?> SendAsync(Ticket ticket, TimelineEntry entry, PushAudience audience, DateTimeOffset started, CancellationToken cancellationToken) =>
        audience.Now.Count == 0 ? null
        : time.GetUtcNow() - started > options.Value.SendTimeout ? TooSlow
        : await sender.SendAsync(
            PushMessages.For(ticket, entry, options.Value),
            TagExpression.AnyOf([.. audience.Now.Select(device => Tags.Installation(device.Id))]),
            cancellationToken,
            entry.TraceParent);

    private Failure Fail(
        TicketDeliveries before, IReadOnlyList<TimelineEntry> open, PushResult result, TicketTask task, List<Func<TicketDeliveries, TicketDeliveries>> outcomes)
    {
        var (entry, now) = (open[0], time.GetUtcNow());
        // Attempts are counted for each update: one that has come to its turn after others has all of its own.
        var attempt = entry.Seq == task.Seq ? task.Attempt : 0;
        if (result.Asked && attempt >= options.Value.MaxAttempts)
        {
            outcomes.Add(deliveries => DeliveryRules.GiveUp(deliveries, open, result, now));
            return new Failure(task, result.Reason, null) { WasHeld = before.Find(entry.Seq)?.HeldFor is not null };
        }

        var delay = result.Asked ? TicketTasks.Delay(attempt + 1, result.RetryAfter, options.Value, random) : TicketTasks.Postponement(result.RetryAfter, options.Value, random);
        var next = result.Asked
            ? new TicketTask(task.TicketId, entry.Seq, attempt + 1)
            : new TicketTask(task.TicketId, entry.Seq, Math.Max(attempt, 1), task.Postponed + 1);
        var asked = (before.Find(entry.Seq)?.Attempts ?? 0) + (result.Asked ? 1 : 0);
        Log.WillRetry(logger, task.TicketId, entry.Seq, next.Attempt, delay, result.Reason);
        outcomes.Add(deliveries => DeliveryRules.Postpone(deliveries, entry, result, now + delay, now));
        return new Failure(next, result.Reason, TicketTasks.Message(next, delay, asked));
    }

    private async Task ResendAsync(Ticket ticket, TicketDeliveries before, List<Func<TicketDeliveries, TicketDeliveries>> outcomes, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var current = outcomes.Aggregate(before, (deliveries, apply) => apply(deliveries));
        var unconfirmed = DeliveryRules.Unconfirmed(ticket, current, started);
        if (unconfirmed.Count == 0)
            return;
        var devices = await DevicesAsync(ticket, cancellationToken);
        if (unconfirmed.Any(entry => !DeliveryRules.MayResend(current, entry, options.Value)))
            await prune.RunAsync(devices, cancellationToken);
        foreach (var entry in unconfirmed)
        {
            var audience = QuietRules.Split(devices, QuietRules.CanWait(entry), time.GetUtcNow());
            var isQuiet = audience.Now.Count == 0 && audience.Later.Count > 0;
            var result = !DeliveryRules.MayResend(current, entry, options.Value) ? null : isQuiet ? Quiet : await SendAsync(ticket, entry, audience, started, cancellationToken);
            var now = time.GetUtcNow();
            var checkAt = isQuiet ? audience.Until!.Value : now + (result is { Outcome: PushOutcome.Unavailable }
                ? TicketTasks.Delay(MaxDoublings, result.RetryAfter, options.Value, random)
                : options.Value.ResendAfter);
            outcomes.Add(deliveries => DeliveryRules.Resent(deliveries, entry, result, checkAt, now));
            if (result is { Outcome: PushOutcome.Unavailable } && !isQuiet)
                return;
        }
    }

    // Long since sent once: there is no hurry, so a platform that fails is asked again after the longest delay.
    private const int MaxDoublings = 30;

    private async Task<TicketDeliveries> WriteAsync(
        Ticket ticket, Stored<TicketDeliveries>? stored, List<Func<TicketDeliveries, TicketDeliveries>> outcomes, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var before = stored?.Document ?? Nothing(ticket);
            // Another run that wrote meanwhile is joined, not undone: what was sent is sent.
            var after = outcomes.Aggregate(before, (deliveries, apply) => apply(deliveries));
            if (ReferenceEquals(before, after) || await log.TryWriteAsync(after, stored?.ETag, cancellationToken))
                return after;
            stored = await log.FindAsync(ticket.Id, cancellationToken);
        }

        throw new UnavailableException($"The deliveries of ticket {ticket.Id} kept changing.");
    }

    private PushRun End(Failure failure, TicketDeliveries after)
    {
        // Given up only if no other run has delivered it meanwhile; what was held back is above the mark whatever became of it.
        if (failure.Next is not null || (after.PushedThrough >= failure.Task.Seq && !failure.WasHeld))
            return PushRun.Done;
        Log.GaveUp(logger, failure.Task.TicketId, failure.Task.Seq, failure.Task.Attempt, failure.Reason);
        return new PushRun(failure.Reason ?? "The push platform did not take the push.");
    }

    private static TicketDeliveries Nothing(Ticket ticket) => new() { Id = ticket.Id, CustomerKey = ticket.CustomerKey };

    private sealed record Failure(TicketTask Task, string? Reason, QueueMessage? Next)
    {
        public bool WasHeld { get; init; }
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was refused for good: {Reason}")]
        public static partial void Refused(ILogger logger, string ticketId, int seq, string? reason);

        [LoggerMessage(3002, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was not taken; attempt {Attempt} follows in {Delay}: {Reason}")]
        public static partial void WillRetry(ILogger logger, string ticketId, int seq, int attempt, TimeSpan delay, string? reason);

        [LoggerMessage(3003, LogLevel.Error, "Update {Seq} of ticket {TicketId} was not delivered after {Attempts} attempts: {Reason}")]
        public static partial void GaveUp(ILogger logger, string ticketId, int seq, int attempts, string? reason);

        [LoggerMessage(3004, LogLevel.Error, "Pushing ticket {TicketId} failed; the retry queue takes it.")]
        public static partial void Failed(ILogger logger, string ticketId, Exception fault);
    }
}
