using ServerlessSupport.Tickets;

namespace ServerlessSupport.Reminders;

/// <summary>When agents are reminded of a ticket, and how often.</summary>
public static class ReminderRules
{
    /// <summary>
    /// Takes the reminder step that is due: the entry names the step and when it was due, and the next step's time is
    /// moved on in the same write, so that a second sweep finds this one done. Null when none is due. After an outage
    /// the steps missed meanwhile count as one. A step that is due later than any could be was written by a clock that has been put
    /// back since: it is due now. What was put aside comes back once, whoever is to write next.
    /// </summary>
    public static Ticket? Remind(Ticket ticket, DateTimeOffset now, RemindersOptions options)
    {
        var isSnoozed = ticket.IsSnoozed(now);
        if (ticket.NextReminderAt is not { } at || !(ticket.IsUnhandled || isSnoozed) || (at > now && (isSnoozed || at <= options.Latest(now))))
            return null;
        var dueAt = at < now ? at : now;
        var level = ticket.ReminderLevel + 1;
        var next = dueAt + options.Repeat > now ? dueAt + options.Repeat : now + options.Repeat;
        // A full ticket can take no more entries: it stays in the agents' list, and stops reminding.
        var isLast = !ticket.IsUnhandled || level >= options.MaxLevel || TicketLimits.Refuse(ticket, ActorRole.System, null) is not null;
        var entry = new TimelineEntry { Kind = EntryKind.Reminder, At = now, By = ActorRole.System, Level = level, DueAt = dueAt };
        return ticket.Append(entry) with { NextReminderAt = isLast ? null : next };
    }
}
