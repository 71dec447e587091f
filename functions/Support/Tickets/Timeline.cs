namespace ServerlessSupport.Tickets;

/// <summary>Adds entries to tickets: the state of a ticket is what its entries add up to.</summary>
public static class Timeline
{
    /// <summary>The ticket with one more entry, numbered, and never earlier than the entry before it, whatever the clocks say.</summary>
    public static Ticket Append(this Ticket ticket, TimelineEntry entry)
    {
        var next = entry with { Seq = ticket.Version + 1, At = entry.At < ticket.UpdatedAt ? ticket.UpdatedAt : entry.At };
        return Fold(ticket with { Timeline = [.. ticket.Timeline, next] }, next);
    }

    /// <summary>The ticket as it was when it had so many entries; reminders still to come are not reconstructed.</summary>
    public static Ticket AsOf(this Ticket ticket, int version)
    {
        var empty = ticket with
        {
            State = TicketState.Open,
            Assignee = null,
            LastPushableAt = null,
            LastDeliverableSeq = 0,
            ReminderLevel = 0,
            NudgeCount = 0,
            NextReminderAt = null,
            Timeline = ticket.Timeline.Take(version).ToList(),
        };
        return empty.Timeline.Aggregate(empty, Fold);
    }

    private static Ticket Fold(Ticket ticket, TimelineEntry entry)
    {
        var updated = ticket with
        {
            UpdatedAt = entry.At,
            LastPushableAt = entry.IsPushable ? entry.At : ticket.LastPushableAt,
            LastDeliverableSeq = entry.IsPushable || entry.Kind == EntryKind.Reminder ? entry.Seq : ticket.LastDeliverableSeq,
        };
        return entry.Kind switch
        {
            EntryKind.Claimed => updated with { State = TicketState.InProgress, Assignee = entry.ById, ReminderLevel = 0 },
            EntryKind.Progress => updated with { ReminderLevel = 0 },
            EntryKind.Result => updated with { State = TicketState.Resolved },
            EntryKind.Reopened => updated with { State = TicketState.Open, ReminderLevel = 0, NudgeCount = 0 },
            EntryKind.Reminder => updated with { ReminderLevel = entry.Level ?? ticket.ReminderLevel + 1 },
            EntryKind.Inquiry when entry.Nudge => updated with { NudgeCount = ticket.NudgeCount + 1 },
            EntryKind.Closed => updated with { State = TicketState.Closed },
            _ => updated,
        };
    }

    /// <summary>The newest entry of a kind; null when there is none.</summary>
    public static TimelineEntry? Newest(this Ticket ticket, EntryKind kind) => ticket.Timeline.LastOrDefault(entry => entry.Kind == kind);
}
