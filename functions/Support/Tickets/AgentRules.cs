namespace ServerlessSupport.Tickets;

/// <summary>What agents may do to a ticket: each rule takes the time and returns the changed ticket or a refusal.</summary>
public static class AgentRules
{
    /// <summary>Takes the ticket on; from another agent only when told to take over. Claiming one's own ticket again changes nothing.</summary>
    public static Outcome<Ticket> Claim(Ticket ticket, string agent, bool takeOver, DateTimeOffset now, RemindersOptions reminders)
    {
        if (RefuseHandled(ticket) is { } handled)
            return handled;
        if (ticket.State != TicketState.Open && ticket.Assignee == agent)
            return ticket;
        if (ticket.State != TicketState.Open && !takeOver)
            return ProblemCode.AlreadyClaimed.With("Another agent claimed the ticket. Set takeOver to take it from them.");
        return TicketLimits.Refuse(ticket, ActorRole.Agent, null, Room.Reserve) is { } full
            ? full
            : Restart(ticket.Append(Entry(EntryKind.Claimed, agent, now)), now, reminders);
    }

    /// <summary>Tells the customer how it goes.</summary>
    public static Outcome<Ticket> Progress(Ticket ticket, string agent, string text, DateTimeOffset now, RemindersOptions reminders) =>
        (RefuseUnclaimed(ticket, agent) ?? TicketLimits.Refuse(ticket, ActorRole.Agent, text)) is { } refusal
            ? refusal
            : Restart(ticket.Append(Entry(EntryKind.Progress, agent, now, text)), now, reminders);

    /// <summary>Records the result: the answer the customer gets. Nobody is reminded of the ticket any more.</summary>
    public static Outcome<Ticket> Resolve(Ticket ticket, string agent, string text, DateTimeOffset now) =>
        (RefuseUnclaimed(ticket, agent) ?? TicketLimits.Refuse(ticket, ActorRole.Agent, text, Room.Reserve)) is { } refusal
            ? refusal
            : ticket.Append(Entry(EntryKind.Result, agent, now, text)) with { NextReminderAt = null };

    /// <summary>Notes something that only agents see.</summary>
    public static Outcome<Ticket> Note(Ticket ticket, string agent, string text, DateTimeOffset now)
    {
        if (ticket.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("A closed ticket takes no more notes.");
        return TicketLimits.Refuse(ticket, ActorRole.Agent, text) is { } full ? full : ticket.Append(Entry(EntryKind.Note, agent, now, text));
    }

    /// <summary>Ends a resolved ticket for good: a later inquiry becomes a follow-up ticket. Closing a closed one changes nothing.</summary>
    public static Outcome<Ticket> Close(Ticket ticket, string agent, string? text, DateTimeOffset now)
    {
        if (ticket.State == TicketState.Closed)
            return ticket;
        if (!ticket.IsEnded)
            return ProblemCode.NotResolved.With("Record a result first: a ticket is closed only after the customer has an answer.");
        return TicketLimits.Refuse(ticket, ActorRole.Agent, text, Room.Reserve) is { } full ? full : ticket.Append(Entry(EntryKind.Closed, agent, now, text));
    }

    private static Refusal? RefuseHandled(Ticket ticket) => ticket.State switch
    {
        TicketState.Closed => ProblemCode.TicketClosed.With("The ticket is closed."),
        TicketState.Resolved => ProblemCode.AlreadyResolved.With("The ticket has its result; it waits for the customer."),
        _ => null,
    };

    /// <summary>Why the agent may not work on the ticket; null when they may.</summary>
    internal static Refusal? RefuseUnclaimed(Ticket ticket, string agent)
    {
        if (RefuseHandled(ticket) is { } handled)
            return handled;
        if (ticket.State == TicketState.Open)
            return ProblemCode.NotClaimed.With("Claim the ticket before working on it.");
        return ticket.Assignee == agent ? null : ProblemCode.AlreadyClaimed.With("Another agent works on the ticket. Claim it with takeOver first.");
    }

    // An agent who just worked on a ticket need not be reminded of it for a while; nor anybody while its customer is to answer.
    private static Ticket Restart(Ticket ticket, DateTimeOffset now, RemindersOptions reminders) =>
        ticket.State == TicketState.Waiting ? ticket : ticket with { NextReminderAt = now + reminders.First, DueAt = now + reminders.First };

    private static TimelineEntry Entry(EntryKind kind, string agent, DateTimeOffset now, string? text = null) =>
        new() { Kind = kind, At = now, By = ActorRole.Agent, ById = agent, Text = text };
}
