using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Whom an update goes to now, and for whom it is held back, until when at most.</summary>
public sealed record PushAudience(IReadOnlyList<Installation> Now, IReadOnlyList<Installation> Later, DateTimeOffset? Until);

/// <summary>
/// What quiet hours hold back: progress, for the devices that want quiet, until they end or something goes out that does
/// not wait. That takes what was held before it along, so that each device gets a ticket's updates in order.
/// </summary>
public static class QuietRules
{
    /// <summary>Whether an update waits for quiet hours to end. Results do not, nor does the status that the customer has just asked for.</summary>
    public static bool CanWait(TimelineEntry entry) => entry.Kind == EntryKind.Progress;

    /// <summary>How many of the entries, from the first, go out whatever the hour: up to the last that cannot wait.</summary>
    public static int Urgent(IReadOnlyList<TimelineEntry> open)
    {
        for (var count = open.Count; count > 0; count--)
        {
            if (!CanWait(open[count - 1]))
                return count;
        }

        return 0;
    }

    public static PushAudience Split(IReadOnlyList<Installation> devices, bool canWait, DateTimeOffset now)
    {
        if (!canWait)
            return new PushAudience(devices, [], null);
        var later = devices.Where(device => device.QuietUntil(now) is not null).ToList();
        return later.Count == 0
            ? new PushAudience(devices, [], null)
            : new PushAudience([.. devices.Except(later)], later, later.Min(device => device.QuietUntil(now)));
    }

    /// <summary>Those of the devices that the update is still for: when it was held back, those it was held back for, unless the customer has opened it elsewhere.</summary>
    public static IReadOnlyList<Installation> Recipients(Delivery? known, IReadOnlyList<Installation> devices) => known switch
    {
        { HeldFor: not null, OpenedAt: not null } => [],
        { HeldFor: { } held } => [.. devices.Where(device => held.Contains(device.Id))],
        _ => devices,
    };

    /// <summary>The entries that are held back for somebody, in order.</summary>
    public static IReadOnlyList<TimelineEntry> Held(Ticket ticket, TicketDeliveries deliveries)
    {
        var held = deliveries.Updates.Where(update => update.HeldFor is not null).Select(update => update.Seq).ToHashSet();
        return held.Count == 0 ? [] : [.. ticket.Timeline.Where(entry => held.Contains(entry.Seq))];
    }

    /// <summary>Whether something is held back whose time has come.</summary>
    public static bool IsDue(TicketDeliveries deliveries, DateTimeOffset now) => deliveries.Updates.Any(update => update.HeldUntil <= now);

    /// <summary>The update, held back for these devices only; for none, held back no more.</summary>
    public static Delivery Hold(this Delivery update, IReadOnlyList<Installation> devices, DateTimeOffset? until, DateTimeOffset now) => update with
    {
        HeldFor = devices.Count == 0 ? null : [.. devices.Select(device => device.Id)],
        HeldUntil = devices.Count == 0 ? null : until,
        HeldAt = devices.Count == 0 ? update.HeldAt : update.HeldAt ?? now,
    };
}
