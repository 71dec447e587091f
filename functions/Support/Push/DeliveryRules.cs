using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>What is still to be delivered of a ticket, and how an outcome changes that.</summary>
public static class DeliveryRules
{
    /// <summary>Whether a run could do anything; a run that cannot costs no send and no write.</summary>
    public static bool HasWork(Ticket ticket, TicketDeliveries deliveries, int attempt, DateTimeOffset now) =>
        ticket.Timeline.Any(entry => entry.Kind == EntryKind.Reminder && entry.Seq > deliveries.RemindedThrough)
        || Pending(ticket, deliveries, attempt, now).Count > 0;

    /// <summary>
    /// The entries to push now, in order. Runs that a change caused (attempt 0) leave the work to a retry that is
    /// waiting already, and do not start again on what was given up unless something newer came.
    /// </summary>
    public static IReadOnlyList<TimelineEntry> Pending(Ticket ticket, TicketDeliveries deliveries, int attempt, DateTimeOffset now)
    {
        if (attempt == 0 && deliveries.RetryAt > now)
            return [];
        var pending = ticket.Timeline.Where(entry => entry.IsPushable && entry.Seq > deliveries.PushedThrough).ToList();
        return attempt == 0 && pending.Count > 0 && pending[^1].Seq <= deliveries.GaveUpThrough ? [] : pending;
    }

    /// <summary>The update reached its end: taken, refused for good, or nobody to send it to (null).</summary>
    public static TicketDeliveries Settle(TicketDeliveries deliveries, TimelineEntry entry, PushResult? result, DateTimeOffset now)
    {
        var state = result?.Outcome switch
        {
            null => DeliveryState.NoDevice,
            PushOutcome.Accepted => DeliveryState.Sent,
            _ => DeliveryState.Failed,
        };
        return Record(deliveries, entry, state, result?.Reason, now) with { PushedThrough = entry.Seq, RetryAt = null };
    }

    /// <summary>The update was not taken: it is tried again at a time, or given up (null).</summary>
    public static TicketDeliveries Fail(TicketDeliveries deliveries, TimelineEntry entry, string? reason, DateTimeOffset? retryAt, DateTimeOffset now) =>
        Record(deliveries, entry, retryAt is null ? DeliveryState.Failed : DeliveryState.Pending, reason, now) with
        {
            RetryAt = retryAt,
            GaveUpThrough = retryAt is null ? entry.Seq : deliveries.GaveUpThrough,
        };

    /// <summary>
    /// The work on an entry ended as a dead letter: it counts as failed, unless it has reached its end or a later try
    /// waits (null). What was given up already keeps the reason it was given up for.
    /// </summary>
    public static TicketDeliveries? Bury(TicketDeliveries deliveries, TimelineEntry entry, string reason, DateTimeOffset now)
    {
        var before = deliveries.Find(entry.Seq);
        if (before is { State: not DeliveryState.Pending })
            return null;
        var failed = new Delivery { Seq = entry.Seq, State = DeliveryState.Failed, At = now, Attempts = before?.Attempts ?? 0, Reason = reason };
        var after = deliveries with { Updates = [.. deliveries.Updates.Where(update => update.Seq != entry.Seq), failed] };
        if (!entry.IsPushable)
            return after;
        return entry.Seq <= deliveries.PushedThrough || deliveries.RetryAt > now
            ? null
            : after with { RetryAt = null, GaveUpThrough = Math.Max(entry.Seq, deliveries.GaveUpThrough) };
    }

    private static TicketDeliveries Record(TicketDeliveries deliveries, TimelineEntry entry, DeliveryState state, string? reason, DateTimeOffset now)
    {
        var before = deliveries.Find(entry.Seq);
        var after = new Delivery { Seq = entry.Seq, State = state, At = now, Attempts = (before?.Attempts ?? 0) + (state == DeliveryState.NoDevice ? 0 : 1), Reason = reason };
        return deliveries with { Updates = [.. deliveries.Updates.Where(update => update.Seq != entry.Seq), after] };
    }
}
