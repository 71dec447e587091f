using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// What is still to be delivered in a lane, and how an outcome changes that. An outcome may be applied to a newer lane
/// than the one it came from: what another run has settled meanwhile stays settled.
/// </summary>
public static class LaneRules
{
    /// <summary>
    /// What a lane delivers, in order: to customers each update, to agents what they are to be told of, see <see cref="NoticeRules.Entries"/>.
    /// </summary>
    public static IEnumerable<TimelineEntry> Entries(Ticket ticket, LaneName lane) =>
        lane == LaneName.Customer ? ticket.Timeline.Where(entry => entry.IsPushable) : NoticeRules.Entries(ticket);

    /// <summary>Whether a run could do anything; a run that cannot costs no send and no write.</summary>
    public static bool HasWork(Ticket ticket, LaneName name, Lane lane, TicketTask? retry, DateTimeOffset now) =>
        Open(ticket, name, lane, retry, now).Count > 0 || Unconfirmed(ticket, lane, now).Count > 0 || !ReferenceEquals(lane, DropOvertaken(ticket, name, lane, now));

    /// <summary>
    /// The entries to push now, in order: those above the mark, and before them those that are held back for quiet hours,
    /// once these end or something newer is pushed. Every run leaves the work to the retry that the log waits for, unless it is
    /// that one. A run that is no retry does not start again on what was given up unless something newer came.
    /// </summary>
    public static IReadOnlyList<TimelineEntry> Open(Ticket ticket, LaneName name, Lane lane, TicketTask? retry, DateTimeOffset now)
    {
        if ((retry is null && lane.RetryAt > now) || Overtaken(lane, retry, now) is not null)
            return [];
        var entries = Entries(ticket, name).ToList();
        var pending = entries.Where(entry => entry.Seq > lane.Through && !(name == LaneName.Agents && NoticeRules.IsOld(entry, now))).ToList();
        // A retry that should have run and did not was lost after that, and is made up for.
        if (retry is null && lane.RetryAt is null && pending.Count > 0 && pending[^1].Seq <= lane.GaveUpThrough)
            pending = [];
        // A retry may be one for what was held back, whoever runs now.
        return pending.Count > 0 || retry is not null || lane.RetryAt is not null || QuietRules.IsDue(lane, now) ? [.. QuietRules.Held(entries, lane), .. pending] : [];
    }

    /// <summary>How long a retry is to wait because the log waits for another one; null when it does not.</summary>
    public static TimeSpan? Overtaken(Lane lane, TicketTask? retry, DateTimeOffset now) =>
        retry is not null && lane.RetryAt > now && retry.RetryId != lane.RetryId ? lane.RetryAt - now : null;

    /// <summary>Whether the entry needs nothing more, for any device.</summary>
    public static bool IsSettled(Lane lane, int seq) => seq <= lane.Through && lane.Find(seq)?.HeldFor is null;

    /// <summary>The entry reached its end, for now: taken, refused for good, held back for quiet hours, or nobody to send it to (result null).</summary>
    /// <param name="checkAfter">How long the devices have to confirm it; null when they do not.</param>
    public static Lane Settle(Lane lane, TimelineEntry entry, Sending sending, DateTimeOffset now, TimeSpan? checkAfter)
    {
        if (IsSettled(lane, entry.Seq))
            return lane;
        var settled = lane.Change(entry.Seq, update => Settle(update, entry, sending, now, checkAfter));
        // Once a reminder reached somebody, it matters no more that earlier ones did not. Of a notice the mark tells all, once it is nobody's any more.
        return (entry.Kind == EntryKind.Reminder && settled.Find(entry.Seq)!.State == DeliveryState.Sent ? settled.Reached() : settled.Forget(entry))
            with
        { Through = Math.Max(entry.Seq, lane.Through), RetryAt = null, RetryId = null };
    }

    private static Delivery Settle(Delivery update, TimelineEntry entry, Sending sending, DateTimeOffset now, TimeSpan? checkAfter)
    {
        var result = sending.Result;
        var later = update is { HeldFor: { } held, SentAt: not null } ? sending.Later.Where(held.Contains).ToList() : sending.Later;
        var state = result?.Outcome switch
        {
            PushOutcome.Accepted => DeliveryState.Sent,
            // Somebody has it already: what others wait for, or do not get, does not change that.
            _ when HasArrived(update) => update.State,
            null => later.Count > 0 ? DeliveryState.Pending : DeliveryState.NoDevice,
            _ => DeliveryState.Failed,
        };
        // Nobody looks for a reminder in an app, so one that goes nowhere has reached nobody.
        var ended = state == DeliveryState.Failed || (state == DeliveryState.NoDevice && entry.Kind == EntryKind.Reminder);
        // Refused for good, it would be refused later too.
        return (Asked(update, state, result, now) with
        {
            SentAt = update.SentAt ?? (state == DeliveryState.Sent ? now : null),
            CheckAt = state is DeliveryState.Failed or DeliveryState.Pending || update.ReceivedAt is not null ? null : now + checkAfter,
            NotReachedAt = ended && update.ReceivedAt is null ? now : null,
        }).Hold(result?.Outcome == PushOutcome.Refused ? [] : later, sending.Until, now);
    }

    /// <summary>
    /// Ends what no longer belongs to the agents' lane: a reminder that a newer one took the place of, what somebody has seen to, and what is no news any more.
    /// The same object when there is none.
    /// </summary>
    public static Lane DropOvertaken(Ticket ticket, LaneName name, Lane lane, DateTimeOffset now)
    {
        if (name == LaneName.Customer)
            return lane;
        var current = Entries(ticket, name).Where(entry => !NoticeRules.IsOld(entry, now)).ToList();
        var hasReminder = current.Any(entry => entry.Kind == EntryKind.Reminder);
        var dropped = lane.Updates.Where(update => current.All(entry => entry.Seq != update.Seq) && (update.State == DeliveryState.Pending || update.HeldFor is not null)).ToList();
        var isOpen = current.Any(entry => !IsSettled(lane, entry.Seq));
        if (dropped.Count == 0 && (hasReminder || lane.NotReachedAt is null) && (isOpen || lane.RetryAt is null))
            return lane;
        var after = dropped.Aggregate(lane, (given, drop) => given.Change(drop.Seq, update =>
            (HasArrived(update) ? update : update with { State = DeliveryState.Overtaken, At = now }).Hold([], null, now)).Forget(ticket.Timeline[drop.Seq - 1]));
        // Somebody is on it: that a reminder reached nobody matters no more.
        return (hasReminder ? after : after.Reached()) with
        {
            RetryAt = isOpen ? after.RetryAt : null,
            RetryId = isOpen ? after.RetryId : null,
        };
    }

    /// <summary>What is held back for a device, by one of the names it has in the log, or (none given) for any, is due now; the same object when nothing is.</summary>
    public static Lane Release(Lane lane, IReadOnlyList<string> device, DateTimeOffset now)
    {
        bool IsHeld(Delivery update) => update.HeldUntil > now && (device.Count == 0 || update.HeldFor?.Any(device.Contains) == true);
        return lane.Updates.Any(IsHeld) ? lane with { Updates = [.. lane.Updates.Select(update => IsHeld(update) ? update with { HeldUntil = now } : update)] } : lane;
    }

    /// <summary>
    /// The work on an entry ended as a dead letter: it counts as failed, unless it has reached its end or a later try
    /// waits. What was given up already keeps the reason it was given up for.
    /// </summary>
    public static Lane Bury(Lane lane, TimelineEntry entry, string reason, DateTimeOffset now) =>
        lane.Find(entry.Seq) is { State: not DeliveryState.Pending } || entry.Seq <= lane.Through || lane.RetryAt > now
            ? lane
            : lane.Change(entry.Seq, update => update with { State = DeliveryState.Failed, At = now, Reason = reason, NotReachedAt = update.ReceivedAt is null ? now : null }).Forget(entry)
                with
            { RetryAt = null, RetryId = null, GaveUpThrough = Math.Max(entry.Seq, lane.GaveUpThrough) };

    /// <summary>The first of the entries was not taken; they are tried again at a time. One that another run has settled meanwhile leaves the retry to those behind it.</summary>
    public static Lane Postpone(Lane lane, IReadOnlyList<TimelineEntry> open, PushResult result, string? retryId, DateTimeOffset retryAt, DateTimeOffset now) =>
        open.FirstOrDefault(entry => !IsSettled(lane, entry.Seq)) is not { } first
            ? lane
            : lane.Change(first.Seq, update => HasArrived(update)
                ? update
                : Asked(update, DeliveryState.Pending, result, now) with { QueuedAt = update.QueuedAt ?? now, NotReachedAt = null })
                with
            { RetryAt = retryAt, RetryId = retryId };

    /// <summary>
    /// The first of the entries was not taken at the last attempt; it is given up, and with it what waits behind it. What was
    /// held back stays held, until no time: it goes out with the next update, as what is above the mark does. Had another run settled the first meanwhile,
    /// those behind it are due.
    /// </summary>
    public static Lane GiveUp(Lane lane, IReadOnlyList<TimelineEntry> open, PushResult result, DateTimeOffset now)
    {
        if (IsSettled(lane, open[0].Seq))
            return open.All(entry => IsSettled(lane, entry.Seq)) ? lane : lane with { RetryAt = lane.RetryAt ?? now };
        var behind = new PushResult(PushOutcome.Unavailable, $"It waits behind update {open[0].Seq}, which was not delivered.") { Asked = false };
        var failed = open.Where(entry => !IsSettled(lane, entry.Seq))
            .Aggregate(lane, (given, entry) => given.Change(entry.Seq, update => Fail(update, entry == open[0] ? result : behind, now)).Forget(entry));
        return failed with { RetryAt = null, RetryId = null, GaveUpThrough = Math.Max(open[^1].Seq, lane.GaveUpThrough) };
    }

    /// <summary>The entries that were handed over long enough ago and that no device has confirmed, in order.</summary>
    public static IReadOnlyList<TimelineEntry> Unconfirmed(Ticket ticket, Lane lane, DateTimeOffset now)
    {
        var due = lane.Updates.Where(update => update.CheckAt <= now).Select(update => update.Seq).ToHashSet();
        return [.. ticket.Timeline.Where(entry => entry.IsPushable && due.Contains(entry.Seq))];
    }

    /// <summary>Whether an unconfirmed update has a second sending left.</summary>
    public static bool MayResend(Lane lane, TimelineEntry entry, PushOptions options) =>
        lane.Find(entry.Seq) is { ResentAt: null } update && update.Resends < options.MaxAttempts;

    /// <summary>How sending an update once more ended; null when it was not sent, because it had been already or there is nobody to send it to.</summary>
    public static Lane Resent(Lane lane, TimelineEntry entry, PushResult? result, DateTimeOffset checkAt, DateTimeOffset now)
    {
        if (lane.Find(entry.Seq) is not { ReceivedAt: null, CheckAt: not null } known || known.CheckAt > now)
            return lane;
        return lane.Change(entry.Seq, update => result?.Outcome switch
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

    // Of a notice only that is known which is still to be done: the mark tells the rest.
    private static Lane Forget(this Lane lane, TimelineEntry entry) => !entry.IsPushable && entry.IsNotice && lane.Find(entry.Seq) is { HeldFor: null, State: not DeliveryState.Pending }
        ? lane with { Updates = [.. lane.Updates.Where(update => update.Seq != entry.Seq)] }
        : lane;

    private static Lane Reached(this Lane lane) => lane with { Updates = [.. lane.Updates.Select(update => update with { NotReachedAt = null })] };

    // By another device's push, while it was held back for this one.
    private static bool HasArrived(Delivery update) => update.SentAt is not null;

    private static Delivery Asked(Delivery update, DeliveryState state, PushResult? result, DateTimeOffset now) =>
        update with { State = state, At = now, Attempts = update.Attempts + (result is { Asked: true } ? 1 : 0), Reason = result?.Reason };
}
