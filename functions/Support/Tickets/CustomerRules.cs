namespace ServerlessSupport.Tickets;

/// <summary>What customers may do to their tickets: each rule takes the time and returns the changed ticket or a refusal.</summary>
public static class CustomerRules
{
    /// <summary>
    /// Writes something to the agents. They owe the next word then; when it answers their question, from now on. A ticket that has its
    /// result stays as it is.
    /// </summary>
    public static Outcome<Ticket> Write(Ticket ticket, string text, DateTimeOffset now, RemindersOptions reminders)
    {
        if (MergeRules.RefuseMerged(ticket) is { } merged)
            return merged;
        if (ticket.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("The ticket is closed. Send an inquiry to open one that follows it up, or submit a new ticket.");
        return TicketLimits.Refuse(ticket, ActorRole.Customer, text) is { } full
            ? full
            : Say(ticket, Entry(EntryKind.Message, ActorRole.Customer, now, text) with { ById = ticket.CustomerId }, now, reminders);
    }

    /// <summary>
    /// Asks about a ticket. Without a result yet, the status is told (and pushed, unless one was pushed within the
    /// interval). With one, a reason reopens the ticket while it may be reopened; otherwise the ticket is returned
    /// unchanged.
    /// </summary>
    public static Outcome<Ticket> Inquire(
        Ticket ticket, string? text, DateTimeOffset now, TicketsOptions tickets, StatusInterval statusInterval, RemindersOptions reminders)
    {
        if (text is not null && MergeRules.RefuseMerged(ticket) is { } merged)
            return merged;
        if (ticket.IsEnded && (text is null || !MayReopen(ticket, now, tickets)))
            return ticket;
        if (TicketLimits.Refuse(ticket, ActorRole.Customer, text, text is null ? Room.Half : Room.Whole) is { } full)
            // Asking for news needs no room: the answer is in the call.
            return text is null ? ticket : full;

        var inquiry = Entry(EntryKind.Inquiry, ActorRole.Customer, now, text) with { ById = ticket.CustomerId, Nudge = text is null };
        return ticket.IsEnded
            ? ticket.Append(inquiry).AppendOwing(Entry(EntryKind.Reopened, ActorRole.System, now, text), now + reminders.First)
            : Say(ticket, inquiry, now, reminders).Append(Status(ticket, now, statusInterval));
    }

    /// <summary>Whether an inquiry with a reason would reopen the ticket: it has its result, and not for too long.</summary>
    public static bool MayReopen(Ticket ticket, DateTimeOffset now, TicketsOptions tickets) =>
        ticket.State == TicketState.Resolved && ticket.Newest(EntryKind.Result) is { } result && now - result.At <= tickets.ReopenWindow;

    /// <summary>Rates the newest result, once.</summary>
    public static Outcome<Ticket> Rate(Ticket ticket, int score, string? text, DateTimeOffset now)
    {
        if (!ticket.IsEnded || ticket.Newest(EntryKind.Result) is not { } result)
            return ProblemCode.NotResolved.With("There is no result to rate yet.");
        if (ticket.Newest(EntryKind.Rating) is { } rating && rating.Seq > result.Seq)
            return ProblemCode.AlreadyRated.With("This result was rated already.");
        return TicketLimits.Refuse(ticket, ActorRole.Customer, text, Room.Reserve) is { } full
            ? full
            : ticket.Append(Entry(EntryKind.Rating, ActorRole.Customer, now, text) with { ById = ticket.CustomerId, Score = score });
    }

    // An answer to agents starts their clock again, and so do words on what they have put aside; other words never move it.
    private static Ticket Say(Ticket ticket, TimelineEntry entry, DateTimeOffset now, RemindersOptions reminders)
    {
        var (due, isSnoozed) = (now + reminders.First, ticket.IsSnoozed(now));
        if (entry.Nudge || !(isSnoozed || ticket.State == TicketState.Waiting))
            return ticket.Append(entry);
        return ticket.AppendOwing(entry, isSnoozed && ticket.NextReminderAt < due ? ticket.NextReminderAt.Value : due);
    }

    private static TimelineEntry Status(Ticket ticket, DateTimeOffset now, StatusInterval statusInterval)
    {
        // One from a time to come was written by a clock that has been put back since.
        var pushedLately = ticket.Timeline.Any(entry =>
            entry is { Kind: EntryKind.Status, Silent: false } && (now - entry.At).Duration() < statusInterval.Value);
        return Entry(EntryKind.Status, ActorRole.System, now, StatusText.Of(ticket)) with { State = ticket.State, Silent = pushedLately };
    }

    private static TimelineEntry Entry(EntryKind kind, ActorRole by, DateTimeOffset now, string? text) => new() { Kind = kind, At = now, By = by, Text = text };
}
