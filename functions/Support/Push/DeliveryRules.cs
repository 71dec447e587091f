using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// What is still to be delivered of a ticket, and how an outcome changes that. An outcome may be applied to newer
/// deliveries than those it came from: what another run has settled meanwhile stays settled.
/// </summary>
public static class DeliveryRules
{
    /// <summary>Whether a run could do anything; a run that cannot costs no send and no write.</summary>
    public static bool HasWork(Ticket ticket, TicketDeliveries deliveries, TicketTask task, DateTimeOffset now) =>
        ticket.Timeline.Any(entry => entry.Kind == EntryKind.Reminder && entry.Seq > deliveries.RemindedThrough)
        || Open(ticket, deliveries, task, now).Count > 0
        || Unconfirmed(ticket, deliveries, now).Count > 0;

    /// <summary>
    /// The entries to push now, in order: those above the mark, and before them those that are held back for quiet hours,
    /// once these end or something newer is pushed. Every run leaves the work to the retry that the log waits for, unless it is
    /// that one. Runs that a change caused (attempt 0) do not start again on what was given up unless something newer came.
    /// </summary>
    public static IReadOnlyList<TimelineEntry> Open(Ticket ticket, TicketDeliveries deliveries, TicketTask task, DateTimeOffset now)
    {
        var isRetry = task.Attempt > 0;
        if ((!isRetry && deliveries.RetryAt > now) || Overtaken(deliveries, task, now) is not null)
            return [];
        var pending = ticket.Timeline.Where(entry => entry.IsPushable && entry.Seq > deliveries.PushedThrough).ToList();
        // A retry that should have run and did not was lost after that, and is made up for.
        if (!isRetry && deliveries.RetryAt is null && pending.Count > 0 && pending[^1].Seq <= deliveries.GaveUpThrough)
            pending = [];
        // A retry may be one for what was held back, whoever runs now.
        return pending.Count > 0 || isRetry || deliveries.RetryAt is not null || QuietRules.IsDue(deliveries, now) ? [.. QuietRules.Held(ticket, deliveries), .. pending] : [];
    }

    /// <summary>How long a retry is to wait because the log waits for another one; null when it does not.</summary>
    public static TimeSpan? Overtaken(TicketDeliveries deliveries, TicketTask task, DateTimeOffset now) =>
        task.Attempt > 0 && deliveries.RetryAt > now && task.RetryId != deliveries.RetryId ? deliveries.RetryAt - now : null;

    /// <summary>Whether the update needs nothing more, for any device.</summary>
    public static bool IsSettled(TicketDeliveries deliveries, int seq) => seq <= deliveries.PushedThrough && deliveries.Find(seq)?.HeldFor is null;

    /// <summary>The update reached its end, for now: taken, refused for good, held back for quiet hours, or nobody to send it to (both null).</summary>
    public static TicketDeliveries Settle(
        TicketDeliveries deliveries, TimelineEntry entry, PushResult? result, PushAudience audience, DateTimeOffset now, PushOptions options)
    {
        if (IsSettled(deliveries, entry.Seq))
            return deliveries;
        return deliveries.Change(entry.Seq, update =>
        {
            var later = update.HeldFor is { } held ? audience.Later.Where(device => held.Contains(device.Id)).ToList() : audience.Later;
            var state = result?.Outcome switch
            {
                PushOutcome.Accepted => DeliveryState.Sent,
                // Somebody has it already: what others wait for, or do not get, does not change that.
                _ when HasArrived(update) => update.State,
                null => later.Count > 0 ? DeliveryState.Pending : DeliveryState.NoDevice,
                _ => DeliveryState.Failed,
            };
            // Refused for good, it would be refused later too.
            return (Asked(update, state, result, now) with
            {
                SentAt = update.SentAt ?? (state == DeliveryState.Sent ? now : null),
                CheckAt = state is DeliveryState.Failed or DeliveryState.Pending ? null : NextCheck(update, now, options),
                NotReachedAt = state == DeliveryState.Failed && update.ReceivedAt is null ? now : null,
            }).Hold(result?.Outcome == PushOutcome.Refused ? [] : later, audience.Until, now);
        }) with
        { PushedThrough = Math.Max(entry.Seq, deliveries.PushedThrough), RetryAt = null, RetryId = null };
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
            : after with { RetryAt = null, RetryId = null, GaveUpThrough = Math.Max(entry.Seq, deliveries.GaveUpThrough) };
    }

    /// <summary>The update was not taken; it is tried again at a time.</summary>
    public static TicketDeliveries Postpone(TicketDeliveries deliveries, TimelineEntry entry, PushResult result, string? retryId, DateTimeOffset retryAt, DateTimeOffset now) =>
        IsSettled(deliveries, entry.Seq)
            ? deliveries
            : deliveries.Change(entry.Seq, update => HasArrived(update)
                ? update
                : Asked(update, DeliveryState.Pending, result, now) with { QueuedAt = update.QueuedAt ?? now, NotReachedAt = null })
                with
            { RetryAt = retryAt, RetryId = retryId };

    /// <summary>
    /// The first of the updates was not taken at the last attempt; it is given up, and with it what waits behind it. What was
    /// held back stays held, until no time: it goes out with the next update, as what is above the mark does.
    /// </summary>
    public static TicketDeliveries GiveUp(TicketDeliveries deliveries, IReadOnlyList<TimelineEntry> open, PushResult result, DateTimeOffset now)
    {
        if (IsSettled(deliveries, open[0].Seq))
            return deliveries;
        var behind = new PushResult(PushOutcome.Unavailable, $"It waits behind update {open[0].Seq}, which was not delivered.") { Asked = false };
        var failed = open.Where(entry => !IsSettled(deliveries, entry.Seq))
            .Aggregate(deliveries, (given, entry) => given.Change(entry.Seq, update => Fail(update, entry == open[0] ? result : behind, now)));
        return failed with { RetryAt = null, RetryId = null, GaveUpThrough = Math.Max(open[^1].Seq, deliveries.GaveUpThrough) };
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

    private static Delivery Fail(Delivery update, PushResult result, DateTimeOffset now)
    {
        var failed = HasArrived(update) ? update : Asked(update, DeliveryState.Failed, result, now) with { NotReachedAt = update.ReceivedAt is null ? now : null };
        return failed with { HeldUntil = null };
    }

    // By another device's push, while it was held back for this one.
    private static bool HasArrived(Delivery update) => update.SentAt is not null;

    private static DateTimeOffset? NextCheck(Delivery update, DateTimeOffset now, PushOptions options) =>
        update.ReceivedAt is null && options.ResendAfter > TimeSpan.Zero ? now + options.ResendAfter : null;

    private static Delivery Asked(Delivery update, DeliveryState state, PushResult? result, DateTimeOffset now) =>
        update with { State = state, At = now, Attempts = update.Attempts + (result is { Asked: true } ? 1 : 0), Reason = result?.Reason };
}
