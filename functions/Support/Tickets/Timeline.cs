namespace ServerlessSupport.Tickets;

/// <summary>Adds entries to tickets: the state of a ticket is what its entries add up to.</summary>
public static class Timeline
{
    /// <summary>The ticket with one more entry, numbered, and never earlier than the entry before it, whatever the clocks say.</summary>
    public static Ticket Append(this Ticket ticket, TimelineEntry entry)
    {
        var next = entry with { Seq = ticket.Version + 1, At = entry.At < ticket.UpdatedAt ? ticket.UpdatedAt : entry.At };
        var appended = Fold(ticket, next, [.. ticket.Timeline, next]);
        return appended.SendAt is null ? appended : appended.CancelOvertaken(next);
    }

    /// <summary>The ticket with one more entry, after which an agent's next word is due by a time; agents are reminded of it then.</summary>
    public static Ticket AppendOwing(this Ticket ticket, TimelineEntry entry, DateTimeOffset dueAt) =>
        ticket.Append(entry with { DueAt = dueAt }) with { NextReminderAt = dueAt };

    /// <summary>The ticket as it was when it had so many entries; reminders still to come are not reconstructed.</summary>
    public static Ticket AsOf(this Ticket ticket, int version)
    {
        var empty = ticket with
        {
            State = TicketState.Open,
            Assignee = null,
            Awaits = Awaited.Agent,
            DueAt = null,
            Priority = Priority.Normal,
            Queue = null,
            Tags = null,
            Mentioned = null,
            Rating = null,
            LastPushableAt = null,
            LastDeliverableSeq = 0,
            ReminderLevel = 0,
            NudgeCount = 0,
            NextReminderAt = null,
            SendAt = null,
            Timeline = ticket.Timeline.Take(version).ToList(),
        };
        return empty.Timeline.Aggregate(empty, (folded, entry) => Fold(folded, entry, empty.Timeline));
    }

    /// <summary>The ticket whose entries above a version carry the name of the agent who made them; the same ticket when there is none to carry.</summary>
    internal static Ticket SignedBy(this Ticket ticket, Caller agent, int aboveVersion) => ticket.Version == aboveVersion || agent.ShownName is not { } name
        ? ticket
        : ticket with { Timeline = [.. ticket.Timeline.Select(entry => entry.Seq > aboveVersion && entry.ById == agent.Id ? entry with { ByName = name } : entry)] };

    /// <summary>The newest entry of a kind; null when there is none.</summary>
    public static TimelineEntry? Newest(this Ticket ticket, EntryKind kind)
    {
        for (var i = ticket.Timeline.Count - 1; i >= 0; i--)
        {
            if (ticket.Timeline[i].Kind == kind)
                return ticket.Timeline[i];
        }

        return null;
    }

    /// <summary>Who is to write next, after all of these entries.</summary>
    internal static Awaited WhoIsAwaited(this IReadOnlyList<TimelineEntry> timeline) => timeline.Aggregate(Awaited.Agent, Await);

    private static Ticket Fold(Ticket ticket, TimelineEntry entry, IReadOnlyList<TimelineEntry> timeline)
    {
        var updated = ticket with
        {
            Timeline = timeline,
            UpdatedAt = entry.At,
            Awaits = Await(ticket.Awaits, entry),
            DueAt = entry.Kind is EntryKind.Reminder or EntryKind.Scheduled ? ticket.DueAt : entry.DueAt ?? ticket.DueAt,
            LastPushableAt = entry.IsPushable ? entry.At : ticket.LastPushableAt,
            LastDeliverableSeq = IsDeliverable(entry) ? entry.Seq : ticket.LastDeliverableSeq,
        };
        if (entry.Kind == EntryKind.Scheduled || entry.Settles is not null)
            updated = updated with { SendAt = updated.Waiting(entry.Seq).Min(later => later.DueAt) };
        return entry.Kind switch
        {
            EntryKind.Claimed => updated with { State = Taken(ticket), Assignee = entry.ById, ReminderLevel = 0 },
            EntryKind.Assigned => updated with { State = entry.Assignee is null ? TicketState.Open : Taken(ticket), Assignee = entry.Assignee, ReminderLevel = 0 },
            EntryKind.Progress => updated with { State = TicketState.InProgress, ReminderLevel = 0 },
            EntryKind.Message => Said(updated, entry.By),
            EntryKind.Result => updated with { State = TicketState.Resolved, Rating = null, DueAt = null },
            EntryKind.Reopened => updated with { State = Reopened(ticket, entry), ReminderLevel = 0, NudgeCount = 0 },
            EntryKind.Snoozed => updated with { ReminderLevel = 0 },
            EntryKind.Reminder => updated with { ReminderLevel = entry.Level ?? ticket.ReminderLevel + 1 },
            EntryKind.Inquiry when entry.Nudge => updated with { NudgeCount = ticket.NudgeCount + 1 },
            EntryKind.Inquiry => Said(updated, entry.By),
            EntryKind.Rating => updated with { Rating = entry.Score },
            EntryKind.Changed => (entry.Changes ?? []).Aggregate(updated, Change),
            EntryKind.Note when entry.Mentions is { } mentions => updated with { Mentioned = [.. (ticket.Mentioned ?? []).Union(mentions)] },
            EntryKind.Closed => updated with { State = TicketState.Closed, DueAt = null },
            EntryKind.Merged when entry.Into is not null => updated with { State = TicketState.Closed, DueAt = null },
            EntryKind.Merged when entry.BringsQuestion => Said(updated, ActorRole.Customer),
            _ => updated,
        };
    }

    // A new ticket is known as one by its having one entry.
    private static bool IsDeliverable(TimelineEntry entry) => entry.IsPushable || entry.Kind == EntryKind.Reminder || (entry.IsNotice && entry.Kind != EntryKind.Submitted);

    private static Awaited Await(Awaited before, TimelineEntry entry) => entry.Kind switch
    {
        EntryKind.Message => entry.By == ActorRole.Agent ? Awaited.Customer : Awaited.Agent,
        EntryKind.Inquiry => entry.Nudge ? before : Awaited.Agent,
        EntryKind.Submitted or EntryKind.Reopened => Awaited.Agent,
        EntryKind.Progress or EntryKind.Result or EntryKind.Closed => Awaited.Nobody,
        EntryKind.Merged when entry.Into is not null => Awaited.Nobody,
        EntryKind.Merged when entry.BringsQuestion => Awaited.Agent,
        _ => before,
    };

    // Who takes on a ticket that waits for its customer waits for them too.
    private static TicketState Taken(Ticket ticket) => ticket.State == TicketState.Waiting ? TicketState.Waiting : TicketState.InProgress;

    // An answered ticket stays one, whatever is said about it.
    private static Ticket Said(Ticket ticket, ActorRole by) => (ticket.State, by) switch
    {
        (TicketState.InProgress or TicketState.Waiting, ActorRole.Agent) => ticket with { State = TicketState.Waiting, ReminderLevel = 0, DueAt = null },
        (TicketState.Waiting, ActorRole.Customer) => ticket with { State = TicketState.InProgress, ReminderLevel = 0 },
        _ => ticket,
    };

    private static TicketState Reopened(Ticket ticket, TimelineEntry entry) =>
        entry.By == ActorRole.Agent && entry.ById == ticket.Assignee ? TicketState.InProgress : TicketState.Open;

    private static Ticket Change(Ticket ticket, FieldChange change) => change.Field switch
    {
        "priority" => EnumNames.TryRead<Priority>(change.To, out var priority) ? ticket with { Priority = priority } : ticket,
        "queue" => ticket with { Queue = change.To },
        "tags" => ticket with { Tags = change.To?.Split(',') },
        _ => ticket,
    };
}
