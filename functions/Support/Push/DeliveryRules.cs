using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// What is still to be delivered of a ticket, and how an outcome changes that. An outcome may be applied to newer
/// deliveries than those it came from: what another run has settled meanwhile stays settled.
/// </summary>
public static class DeliveryRules
{
    /// <summary>Whether a run could do anything; a run that cannot costs no send and no write.</summary>
    public static bool HasWork(Ticket ticket, TicketDeliveries deliveries, int attempt, DateTimeOffset now) =>
        ticket.Timeline.Any(entry => entry.Kind == EntryKind.Reminder && entry.Seq > deliveries.RemindedThrough)
        || Pending(ticket, deliveries, attempt, now).Count > 0
        || QuietRules.IsDue(deliveries, now)
        || Unconfirmed(ticket, deliveries, now).Count > 0;

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

    /// <summary>The update reached its end, for now: taken, refused for good, held back for quiet hours, or nobody to send it to (both null).</summary>
    public static TicketDeliveries Settle(
        TicketDeliveries deliveries, TimelineEntry entry, PushResult? result, PushAudience audience, DateTimeOffset now, PushOptions options)
    {
        if (entry.Seq <= deliveries.PushedThrough)
            return deliveries;
        var state = result?.Outcome switch
        {
            null when audience.Later.Count > 0 => DeliveryState.Pending,
            null => DeliveryState.NoDevice,
            PushOutcome.Accepted => DeliveryState.Sent,
            _ => DeliveryState.Failed,
        };
        // Refused for good, it would be refused later too.
        var held = state == DeliveryState.Failed ? audience with { Later = [], Until = null } : audience;
        return deliveries.Change(entry.Seq, update => (Asked(update, state, result, now) with
        {
            SentAt = update.SentAt ?? (state == DeliveryState.Sent ? now : null),
            CheckAt = state is DeliveryState.Failed or DeliveryState.Pending ? null : NextCheck(update, now, options),
            NotReachedAt = state == DeliveryState.Failed && update.ReceivedAt is null ? now : null,
        }).Hold(held, now)) with
        { PushedThrough = entry.Seq, RetryAt = null };
    }

    /// <summary>What was held back went to some of those it was held back for; null when there was nobody left to send it to.</summary>
    public static TicketDeliveries Release(
        TicketDeliveries deliveries, TimelineEntry entry, PushResult? result, PushAudience audience, DateTimeOffset now, PushOptions options)
    {
        if (deliveries.Find(entry.Seq) is not { HeldFor: not null })
            return deliveries;
        return deliveries.Change(entry.Seq, update => result?.Outcome switch
        {
            PushOutcome.Accepted => (Asked(update, DeliveryState.Sent, result, now) with { SentAt = update.SentAt ?? now, CheckAt = NextCheck(update, now, options) }).Hold(audience, now),
            PushOutcome.Unavailable when update.Resends < options.MaxAttempts => update with { HeldUntil = audience.Until, Resends = update.Resends + (result.Asked ? 1 : 0) },
            null when audience.Later.Count > 0 || update.SentAt is not null || update.ReceivedAt is not null => update.Hold(audience, now),
            null => (update with { State = DeliveryState.NoDevice, At = now }).Hold(audience, now),
            _ => Unreleased(update, result, now),
        });
    }

    // For those who have it already nothing changes.
    private static Delivery Unreleased(Delivery update, PushResult result, DateTimeOffset now)
    {
        var ended = update with { HeldFor = null, HeldUntil = null };
        return update.SentAt is not null || update.ReceivedAt is not null ? ended : Asked(ended, DeliveryState.Failed, result, now) with { NotReachedAt = now };
    }

    /// <summary>
    /// The work on an entry ended as a dead letter: it counts as failed, unless it has reached its end or a later try
    /// waits (null). What was given up already keeps the reason it was given up for.
    /// </summary>
    public static TicketDeliveries? Bury(TicketDeliveries deliveries, TimelineEntry entry, string reason, DateTimeOffset now)
    {
        if (deliveries.Find(entry.Seq) is { State: not DeliveryState.Pending })
            return null;
        var after = deliveries.Change(entry.Seq, update => update with
        {
            State = DeliveryState.Failed,
            At = now,
            Reason = reason,
            NotReachedAt = entry.IsPushable && update.ReceivedAt is null ? now : null,
        });
        if (!entry.IsPushable)
            return after;
        return entry.Seq <= deliveries.PushedThrough || deliveries.RetryAt > now
            ? null
            : after with { RetryAt = null, GaveUpThrough = Math.Max(entry.Seq, deliveries.GaveUpThrough) };
    }

    /// <summary>The update was not taken; it is tried again at a time.</summary>
    public static TicketDeliveries Postpone(TicketDeliveries deliveries, TimelineEntry entry, PushResult result, DateTimeOffset retryAt, DateTimeOffset now) =>
        entry.Seq <= deliveries.PushedThrough
            ? deliveries
            : deliveries.Change(entry.Seq, update => Asked(update, DeliveryState.Pending, result, now) with { QueuedAt = update.QueuedAt ?? now, NotReachedAt = null })
                with
            { RetryAt = retryAt };

    /// <summary>The first of the updates was not taken at the last attempt; it is given up, and with it what waits behind it.</summary>
    public static TicketDeliveries GiveUp(TicketDeliveries deliveries, IReadOnlyList<TimelineEntry> pending, PushResult result, DateTimeOffset now)
    {
        if (pending[0].Seq <= deliveries.PushedThrough)
            return deliveries;
        var behind = new PushResult(PushOutcome.Unavailable, $"It waits behind update {pending[0].Seq}, which was not delivered.") { Asked = false };
        return pending.Aggregate(deliveries, (given, entry) => given.Change(entry.Seq, update =>
            Asked(update, DeliveryState.Failed, entry == pending[0] ? result : behind, now) with { NotReachedAt = update.ReceivedAt is null ? now : null }))
            with
        { RetryAt = null, GaveUpThrough = pending[^1].Seq };
    }

    /// <summary>The entries that were handed over long enough ago and that no device has confirmed, in order.</summary>
    public static IReadOnlyList<TimelineEntry> Unconfirmed(Ticket ticket, TicketDeliveries deliveries, DateTimeOffset now)
    {
        var due = deliveries.Updates.Where(update => update.CheckAt <= now).Select(update => update.Seq).ToHashSet();
        return due.Count == 0 ? [] : [.. ticket.Timeline.Where(entry => due.Contains(entry.Seq))];
    }

    /// <summary>Whether an unconfirmed update has a second sending left.</summary>
    public static bool MayResend(TicketDeliveries deliveries, TimelineEntry entry, PushOptions options) =>
        deliveries.Find(entry.Seq) is { ResentAt: null } update && update.Resends < options.MaxAttempts;

    /// <summary>How sending an update once more ended; null when it was not sent, because it had been already or there is nobody to send it to.</summary>
    public static TicketDeliveries Resent(TicketDeliveries deliveries, TimelineEntry entry, PushResult? result, DateTimeOffset checkAt, DateTimeOffset now)
    {
        if (deliveries.Find(entry.Seq) is not { ReceivedAt: null, CheckAt: not null } known || known.CheckAt > now)
            return deliveries;
        return deliveries.Change(entry.Seq, update => result?.Outcome switch
        {
            PushOutcome.Accepted => Asked(update, DeliveryState.Sent, result, now) with { SentAt = update.SentAt ?? now, ResentAt = now, Resends = update.Resends + 1, CheckAt = checkAt },
            PushOutcome.Unavailable => update with { Resends = update.Resends + (result.Asked ? 1 : 0), CheckAt = checkAt },
            _ => update with { Reason = result?.Reason ?? update.Reason, CheckAt = null, NotReachedAt = now },
        });
    }

    private static DateTimeOffset? NextCheck(Delivery update, DateTimeOffset now, PushOptions options) =>
        update.ReceivedAt is null && options.ResendAfter > TimeSpan.Zero ? now + options.ResendAfter : null;

    private static Delivery Asked(Delivery update, DeliveryState state, PushResult? result, DateTimeOffset now) =>
        update with { State = state, At = now, Attempts = update.Attempts + (result is { Asked: true } ? 1 : 0), Reason = result?.Reason };
}
