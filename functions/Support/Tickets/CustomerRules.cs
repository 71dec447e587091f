namespace ServerlessSupport.Tickets;

/// <summary>What customers may do to their tickets: each rule takes the time and returns the changed ticket or a refusal.</summary>
public static class CustomerRules
{
    /// <summary>
    /// Asks about a ticket. Without a result yet, the status is told (and pushed, unless one was pushed within the
    /// interval). With one, a reason reopens the ticket while it may be reopened; otherwise the ticket is returned
    /// unchanged.
    /// </summary>
    public static Outcome<Ticket> Inquire(
        Ticket ticket, string? text, DateTimeOffset now, TicketsOptions tickets, StatusInterval statusInterval, RemindersOptions reminders)
    {
        if (ticket.IsEnded && (text is null || !MayReopen(ticket, now, tickets)))
            return ticket;
        if (TicketLimits.Refuse(ticket, ActorRole.Customer, text, text is null ? Room.Half : Room.Whole) is { } full)
            // Asking for news needs no room: the answer is in the call.
            return text is null ? ticket : full;

        var asked = ticket.Append(Entry(EntryKind.Inquiry, ActorRole.Customer, now, text) with { ById = ticket.CustomerId, Nudge = text is null });
        return ticket.IsEnded
            ? Restart(asked.Append(Entry(EntryKind.Reopened, ActorRole.System, now, text)), now, reminders)
            : Asked(ticket, asked, now, reminders).Append(Status(ticket, now, statusInterval));
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

    // Once the customer has answered, an agent owes the next word again.
    private static Ticket Asked(Ticket before, Ticket after, DateTimeOffset now, RemindersOptions reminders) =>
        before.State == TicketState.Waiting && after.State != TicketState.Waiting ? Restart(after, now, reminders) : after;

    private static Ticket Restart(Ticket ticket, DateTimeOffset now, RemindersOptions reminders) =>
        ticket with { NextReminderAt = now + reminders.First, DueAt = now + reminders.First };

    private static TimelineEntry Status(Ticket ticket, DateTimeOffset now, StatusInterval statusInterval)
    {
        // One from a time to come was written by a clock that has been put back since.
        var pushedLately = ticket.Timeline.Any(entry =>
            entry is { Kind: EntryKind.Status, Silent: false } && (now - entry.At).Duration() < statusInterval.Value);
        return Entry(EntryKind.Status, ActorRole.System, now, StatusText.Of(ticket)) with { State = ticket.State, Silent = pushedLately };
    }

    private static TimelineEntry Entry(EntryKind kind, ActorRole by, DateTimeOffset now, string? text) => new() { Kind = kind, At = now, By = by, Text = text };
}
