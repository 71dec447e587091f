using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>What agents are told of: the newest reminder, and notices, which are what happened to a ticket that they may want to know at once.</summary>
public static class NoticeRules
{
    /// <summary>How long after it was written a notice is still news.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(1);

    /// <summary>
    /// The entries that agents are told of, in order: the newest reminder while nobody has worked on the ticket, and notices that no agent has
    /// seen to since and no reminder has taken the place of.
    /// </summary>
    public static IEnumerable<TimelineEntry> Entries(Ticket ticket)
    {
        var reminder = ticket is { IsEnded: false, ReminderLevel: > 0 } ? ticket.Newest(EntryKind.Reminder) : null;
        var seen = Math.Max(ticket.Timeline.LastOrDefault(IsWork)?.Seq ?? 0, reminder?.Seq ?? 0);
        return ticket.Timeline.Where(entry => ReferenceEquals(entry, reminder) || (entry.IsNotice && (entry.Seq >= seen || !EndsWithWork(entry))));
    }

    /// <summary>Whether nobody needs to be told of it any more.</summary>
    public static bool IsOld(TimelineEntry entry, DateTimeOffset now) => entry.IsNotice && now - entry.At > Life;

    // Who has it now, or what was answered: whoever did that knows of all before it.
    private static bool IsWork(TimelineEntry entry) => entry.Kind switch
    {
        EntryKind.Claimed or EntryKind.Progress or EntryKind.Result or EntryKind.Closed or EntryKind.Snoozed => true,
        EntryKind.Assigned => entry.Assignee is not null,
        EntryKind.Message => entry.By == ActorRole.Agent,
        EntryKind.Merged => entry.Into is not null,
        _ => false,
    };

    private static bool EndsWithWork(TimelineEntry entry) => entry.Kind is not (EntryKind.Rating or EntryKind.Note);
}
