using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Queues;
using ServerlessSupport.Telemetry;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>That the platform did not take an update: the work left, why, and the message that carries it to a later time, unless this was the last attempt.</summary>
public sealed record PushFailure(TicketTask Task, string? Reason, QueueMessage? Next);

/// <summary>Sends the updates that are open, in order, up to the first that the platform does not take.</summary>
public sealed partial class SendUpdates(UpdateSender sender, IOptions<PushOptions> options, Random random, TimeProvider time, ILogger<SendUpdates> logger)
{
    /// <summary>Null when nothing is left to send now.</summary>
    public async Task<PushFailure?> RunAsync(TicketRun run, TicketTask task, CancellationToken cancellationToken)
    {
        var open = DeliveryRules.Open(run.Ticket, run.Before, task, run.StartedAt);
        if (open.Count == 0)
            return null;
        var devices = await sender.DevicesAsync(run.Ticket, cancellationToken);
        var urgent = QuietRules.Urgent(open);
        for (var i = 0; i < open.Count; i++)
        {
            var recipients = QuietRules.Recipients(run.Before.Find(open[i].Seq), devices);
            var audience = QuietRules.Split(recipients, canWait: i >= urgent, run.StartedAt);
            var result = await sender.SendAsync(run, open[i], audience, cancellationToken);
            if (result is { Outcome: PushOutcome.Unavailable })
                return Fail(run, [.. open.Skip(i)], result, task);
            Settle(run, open[i], audience, result);
        }

        return null;
    }

    private void Settle(TicketRun run, TimelineEntry entry, PushAudience audience, PushResult? result)
    {
        var now = time.GetUtcNow();
        run.Change(deliveries => DeliveryRules.Settle(deliveries, entry, result, audience, now, options.Value));
        if (result is { Outcome: PushOutcome.Accepted })
            Measurements.Pushed(entry, now);
        if (result is { Outcome: PushOutcome.Refused })
            Log.Refused(logger, run.Ticket.Id, entry.Seq, result.Reason);
    }

    private PushFailure Fail(TicketRun run, IReadOnlyList<TimelineEntry> open, PushResult result, TicketTask task)
    {
        var (entry, now) = (open[0], time.GetUtcNow());
        // Attempts are counted for each update: one that has come to its turn after others has all of its own.
        var attempt = entry.Seq == task.Seq ? task.Attempt : 0;
        if (result.Asked && attempt >= options.Value.MaxAttempts)
        {
            run.Change(deliveries => DeliveryRules.GiveUp(deliveries, open, result, now));
            return new PushFailure(task, result.Reason, null);
        }

        var (next, delay) = result.Asked
            ? (new TicketTask(task.TicketId, entry.Seq, attempt + 1), TicketTasks.Delay(attempt + 1, result.RetryAfter, options.Value, random))
            : (new TicketTask(task.TicketId, entry.Seq, Math.Max(attempt, 1), task.Postponed + 1), TicketTasks.Postponement(result.RetryAfter, options.Value, random));
        next = next with { RetryId = TicketTasks.NewRetryId(random) };
        Log.WillRetry(logger, task.TicketId, entry.Seq, next.Attempt, delay, result.Reason);
        run.Change(deliveries => DeliveryRules.Postpone(deliveries, entry, result, next.RetryId, now + delay, now));
        return new PushFailure(next, result.Reason, TicketTasks.Message(next, delay));
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was refused for good: {Reason}")]
        public static partial void Refused(ILogger logger, string ticketId, int seq, string? reason);

        [LoggerMessage(3002, LogLevel.Warning, "Update {Seq} of ticket {TicketId} was not taken; attempt {Attempt} follows in {Delay}: {Reason}")]
        public static partial void WillRetry(ILogger logger, string ticketId, int seq, int attempt, TimeSpan delay, string? reason);
    }
}
