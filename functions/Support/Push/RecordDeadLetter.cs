using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Writes into a ticket's delivery log that work on one of its entries ended as a dead letter, so that agents see what
/// was not delivered and why. Repeating it changes nothing, and a ticket that is gone needs no record.
/// </summary>
public sealed partial class RecordDeadLetter(ITicketStore tickets, IDeliveryLog log, TimeProvider time, ILogger<RecordDeadLetter> logger)
{
    public async Task RunAsync(TicketTask task, string reason, CancellationToken cancellationToken)
    {
        using var activity = Spans.StartCaused("push.dead_letter", task.TicketId, task.TraceParent);
        Log.Dead(logger, task.Seq, task.TicketId, task.Attempt, reason);
        // A probe is about no entry: the reconciler comes back to what waits.
        if (task.IsProbe)
            return;
        Measurements.Died((await FindAndWriteAsync(task, reason, cancellationToken))?.Kind.OnWire());
    }

    private async Task<TimelineEntry?> FindAndWriteAsync(TicketTask task, string reason, CancellationToken cancellationToken)
    {
        try
        {
            var ticket = (await tickets.FindAsync(task.TicketId, cancellationToken))?.Document;
            var entry = ticket?.Timeline.FirstOrDefault(entry => entry.Seq == task.Seq);
            if (ticket is not null && entry is not null)
                await WriteAsync(ticket, entry, reason, cancellationToken);
            return entry;
        }
        catch (UnreadableDocumentException)
        {
            // The dead letter would come again at once, for ever.
            return null;
        }
    }

    private async Task WriteAsync(Ticket ticket, TimelineEntry entry, string reason, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lane = entry.IsPushable ? LaneName.Customer : LaneName.Agents;
        var seen = await log.FindAsync(ticket.Id, cancellationToken);
        await log.ChangeAsync(ticket.Id, seen, now, deliveries => deliveries.Change(lane, before => LaneRules.Bury(before, entry, reason, now)), cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(3301, LogLevel.Warning, "Work on entry {Seq} of ticket {TicketId} is a dead letter after {Attempts} retries: {Reason}")]
        public static partial void Dead(ILogger logger, int seq, string ticketId, int attempts, string reason);
    }
}
