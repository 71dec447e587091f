using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>How a run over a lane ended.</summary>
/// <param name="GaveUp">Why the last attempt failed, when no further one is made.</param>
/// <param name="HadWork">Whether a run that did not give up had anything to push.</param>
public sealed record PushRun(string? GaveUp = null, bool HadWork = false)
{
    public static readonly PushRun Done = new();
}

/// <summary>
/// What both lanes have in common: how a run begins, what becomes of an entry that the platform took or did not take, and how a
/// run ends. Runs may overlap, on one instance or on several; each adds its outcomes to those of the others.
/// </summary>
public sealed partial class DeliveryEngine(
    IDeliveryLog log, IMessageQueue queue, Circuit circuit, Probes probes, IOptions<PushOptions> options, Random random, TimeProvider time, ILogger<DeliveryEngine> logger)
{
    /// <summary>Reads the log; null when there is nothing to do.</summary>
    public async Task<LaneRun?> BeginAsync(Ticket ticket, LaneName lane, TicketTask? retry, CancellationToken cancellationToken)
    {
        var stored = await log.FindAsync(ticket.Id, cancellationToken);
        var run = new LaneRun(ticket, lane, stored, retry, time.GetUtcNow());
        // Put off and not ended: the log may be read as it was a moment ago, and the retry that it names be gone.
        if (LaneRules.Overtaken(run.Before, retry, run.StartedAt) is { } wait)
            await SendAsync(retry! with { Postponed = retry.Postponed + 1 }, Bounded(wait), cancellationToken);
        // What was written by a clock that has been put back since is written anew, whatever there is to do.
        var isOfNow = stored is null || ReferenceEquals(stored.Document, stored.Document.AsOf(run.StartedAt));
        if (isOfNow && !LaneRules.HasWork(ticket, lane, run.Before, retry, run.StartedAt))
            return null;
        run.Change(before => LaneRules.DropOvertaken(ticket, lane, before, run.StartedAt));
        return run;
    }

    /// <summary>Notes that the platform took or refused the entry, or that there was nobody to send it to.</summary>
    public void Settle(LaneRun run, TimelineEntry entry, Sending sending)
    {
        var now = run.At(time.GetUtcNow());
        var checkAfter = run.Lane == LaneName.Customer && options.Value.ResendAfter > TimeSpan.Zero ? options.Value.ResendAfter : (TimeSpan?)null;
        run.Change(lane => LaneRules.Settle(lane, entry, sending, now, checkAfter));
        if (sending.Result is { Outcome: PushOutcome.Accepted })
            Measurements.Pushed(entry.Kind.OnWire(), now - entry.At);
        if (sending.Result is { Outcome: PushOutcome.Refused } refusal)
            Log.Refused(logger, run.Ticket.Id, entry.Seq, refusal.Reason);
    }

    /// <summary>
    /// Notes that the platform did not take the first of the entries left. It is tried again, or given up when this was the last
    /// attempt. Runs that fail together and give the same jitter come back together. While the platform is down for all, an attempt does
    /// not count, and the retry comes soon after the next probe.
    /// </summary>
    public void Fail(LaneRun run, IReadOnlyList<TimelineEntry> open, PushResult result, double jitter)
    {
        var (entry, now) = (open[0], run.At(time.GetUtcNow()));
        // Attempts are counted for each entry: one that has come to its turn after others has all of its own.
        var attempt = entry.Seq == run.Retry?.Seq ? run.Retry.Attempt : 0;
        var counts = result.Asked && circuit.IsClosed;
        if (counts && attempt >= options.Value.MaxAttempts)
        {
            run.Change(lane => LaneRules.GiveUp(lane, open, result, now));
            run.Failure = new PushFailure(run.Retry!, result.Reason, null);
            return;
        }

        var next = new TicketTask(run.Ticket.Id, entry.Seq, counts ? attempt + 1 : Math.Max(attempt, 1), RetryId: Retries.NewId(random), Lane: run.Lane);
        var delay = Retries.Delay(next.Attempt, result.RetryAfter, options.Value, jitter);
        if (circuit is { IsClosed: false, Pause: var pause } && pause + options.Value.CircuitBreak < delay)
            delay = pause + options.Value.CircuitBreak;
        Log.WillRetry(logger, run.Ticket.Id, entry.Seq, next.Attempt, delay, result.Reason);
        run.Change(lane => LaneRules.Postpone(lane, open, result, next.RetryId, now + delay, now));
        run.Failure = new PushFailure(next, result.Reason, Retries.Message(next, delay));
    }

    /// <summary>
    /// Notes that the platform was not asked for an entry because it is down. Nothing is written for that: a probe leads back to what is open. Only a retry that
    /// the log does not know, or whose dead letter may be missing, is put off.
    /// </summary>
    public void Leave(LaneRun run, TimelineEntry entry, PushResult result)
    {
        run.Left = entry;
        if (run.Retry is not { } retry || !MustComeBack(retry))
            return;
        var next = retry with { Postponed = retry.Postponed + 1 };
        run.Failure = new PushFailure(next, result.Reason, Retries.Message(next, Retries.Delay(next.Postponed, result.RetryAfter, options.Value, random.NextDouble())));
    }

    /// <summary>Whether nothing but its message leads back to a retry.</summary>
    public bool MustComeBack(TicketTask retry) => retry.IsUnlogged || retry.Attempt >= options.Value.MaxAttempts;

    /// <summary>Schedules the retry if there is to be one, and writes the log.</summary>
    public async Task<PushRun> EndAsync(LaneRun run, CancellationToken cancellationToken)
    {
        // The retry is scheduled before the log says that one waits: a crash in between repeats work, the other order would lose it.
        if (run.Failure?.Next is { } next)
            await queue.SendAsync(QueueNames.PushRetries, next, cancellationToken);
        // Another run that wrote meanwhile is joined, not undone: what was sent is sent.
        run.At(time.GetUtcNow());
        var after = await log.ChangeAsync(run.Ticket.Id, run.Stored, run.LatestAt, run.ApplyTo, cancellationToken);
        if (circuit.HasClosed())
            await probes.SendAsync(run.Ticket.Id);
        else if (run.Left is not null)
            await probes.LeaveAsync(run.Ticket.Id);
        // Given up only if no other run has delivered it meanwhile.
        if (run.Failure is not { Next: null } failure || LaneRules.IsSettled(after.Of(run.Lane), failure.Task.Seq))
            return new PushRun(HadWork: run.Open.Count > 0);
        Log.GaveUp(logger, failure.Task.TicketId, failure.Task.Seq, failure.Task.Attempt, failure.Reason);
        return new PushRun(failure.Reason ?? "The push platform did not take the push.");
    }

    /// <summary>Hands a ticket whose run failed to the retry queue.</summary>
    public Task HandOnAsync(Ticket ticket, LaneName lane, Exception fault, CancellationToken cancellationToken)
    {
        Log.Failed(logger, ticket.Id, fault);
        var last = LaneRules.Entries(ticket, lane).LastOrDefault()?.Seq ?? ticket.Version;
        var retry = new TicketTask(ticket.Id, last, Attempt: 1, RetryId: Retries.NewId(random), Lane: lane) { IsUnlogged = true };
        return SendAsync(retry, Retries.Delay(1, (fault as UnavailableException)?.RetryAfter, options.Value, random.NextDouble()), cancellationToken);
    }

    /// <summary>Puts a retry off because a service of our own is down; the attempt does not count. The queue would redeliver it at once, and soon give it up.</summary>
    public Task PutOffAsync(TicketTask retry, UnavailableException fault, CancellationToken cancellationToken)
    {
        Log.Failed(logger, retry.TicketId, fault);
        return PutOffAsync(retry, fault.RetryAfter, cancellationToken);
    }

    /// <summary>Puts a retry off; the attempt does not count.</summary>
    public Task PutOffAsync(TicketTask retry, TimeSpan? wait, CancellationToken cancellationToken)
    {
        var next = retry with { Postponed = retry.Postponed + 1 };
        return SendAsync(next, Retries.Delay(next.Postponed, wait, options.Value, random.NextDouble()), cancellationToken);
    }

    private Task SendAsync(TicketTask task, TimeSpan delay, CancellationToken cancellationToken) =>
        queue.SendAsync(QueueNames.PushRetries, Retries.Message(task, delay), cancellationToken);

    private TimeSpan Bounded(TimeSpan wait) => wait < options.Value.MaxRetryDelay ? wait : options.Value.MaxRetryDelay;

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was refused for good: {Reason}")]
        public static partial void Refused(ILogger logger, string ticketId, int seq, string? reason);

        [LoggerMessage(3002, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was not taken; attempt {Attempt} follows in {Delay}: {Reason}")]
        public static partial void WillRetry(ILogger logger, string ticketId, int seq, int attempt, TimeSpan delay, string? reason);

        [LoggerMessage(3003, LogLevel.Error, "Update {Seq} of ticket {TicketId} was not delivered after {Attempts} retries: {Reason}")]
        public static partial void GaveUp(ILogger logger, string ticketId, int seq, int attempts, string? reason);

        [LoggerMessage(3004, LogLevel.Error, "Pushing ticket {TicketId} failed; the retry queue takes it.")]
        public static partial void Failed(ILogger logger, string ticketId, Exception fault);
    }
}
