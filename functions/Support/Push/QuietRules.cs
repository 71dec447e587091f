using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Which of some devices a push goes to now, and which it is held back for, until when at most.</summary>
public sealed record QuietSplit(IReadOnlyList<Installation> Now, IReadOnlyList<Installation> Later, DateTimeOffset? Until);

/// <summary>
/// What quiet hours hold back: progress, questions and reminders, for the devices that want quiet, until they end or something goes out
/// that does not wait. That takes what was held before it along, so that each device gets a ticket's updates in order.
/// </summary>
public static class QuietRules
{
    /// <summary>Whether an entry waits for quiet hours to end: news of how it goes, questions and reminders. Results do not, nor does the status that the customer has just asked for.</summary>
    public static bool CanWait(TimelineEntry entry) => entry.Kind is EntryKind.Progress or EntryKind.Message or EntryKind.Reminder;

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

    /// <summary>Splits devices by whether they want quiet. One that something is held back from waits too, whatever it is, or this would overtake that.</summary>
    public static QuietSplit Split(IReadOnlyList<Installation> devices, bool canWait, DateTimeOffset now, IReadOnlySet<string>? heldBack = null)
    {
        var later = devices.Where(device => heldBack?.Contains(device.Id) == true || (canWait && device.QuietUntil(now) is not null)).ToList();
        return later.Count == 0
            ? new QuietSplit(devices, [], null)
            : new QuietSplit([.. devices.Except(later)], later, later.Min(device => device.QuietUntil(now) ?? now));
    }

    /// <summary>
    /// Those of the devices that an entry is still for. When others had it while it was held back for some, those, unless the
    /// customer has opened it elsewhere; else all, so that it goes to a device that took another's place meanwhile.
    /// </summary>
    public static IReadOnlyList<Installation> Recipients(Delivery? known, IReadOnlyList<Installation> devices) => known switch
    {
        { HeldFor: not null, OpenedAt: not null } => [],
        { HeldFor: { } held, SentAt: not null } => [.. devices.Where(device => held.Contains(device.Id) || held.Contains(device.RegistrationTag))],
        _ => devices,
    };

    /// <summary>Those of the entries that are held back for somebody, in order.</summary>
    public static IReadOnlyList<TimelineEntry> Held(IReadOnlyList<TimelineEntry> entries, Lane lane)
    {
        var held = lane.Updates.Where(update => update.HeldFor is not null).Select(update => update.Seq).ToHashSet();
        return [.. entries.Where(entry => held.Contains(entry.Seq))];
    }

    /// <summary>Whether something is held back whose time has come.</summary>
    public static bool IsDue(Lane lane, DateTimeOffset now) => lane.Updates.Any(update => update.HeldUntil <= now);

    /// <summary>The update, held back for these devices only; for none, held back no more.</summary>
    public static Delivery Hold(this Delivery update, IReadOnlyList<string> installationIds, DateTimeOffset? until, DateTimeOffset now) => update with
    {
        HeldFor = installationIds.Count == 0 ? null : [.. installationIds],
        HeldUntil = installationIds.Count == 0 ? null : until,
        HeldAt = installationIds.Count == 0 ? update.HeldAt : update.HeldAt ?? now,
    };
}
