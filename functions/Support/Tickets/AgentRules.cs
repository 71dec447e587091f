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
            : AssignmentRules.Take(ticket, Entry(EntryKind.Claimed, agent, now), now, reminders);
    }

    /// <summary>Tells the customer how it goes.</summary>
    public static Outcome<Ticket> Progress(Ticket ticket, string agent, string text, DateTimeOffset now, RemindersOptions reminders) =>
        (RefuseUnclaimed(ticket, agent) ?? TicketLimits.Refuse(ticket, ActorRole.Agent, text)) is { } refusal
            ? refusal
            : ticket.AppendOwing(Entry(EntryKind.Progress, agent, now, text), now + reminders.First);

    /// <summary>
    /// Asks the customer something: the ticket waits for the answer, and nobody is reminded of it meanwhile. Once there is a result, any
    /// agent may write, and the ticket stays as it is.
    /// </summary>
    public static Outcome<Ticket> Ask(Ticket ticket, string agent, string text, DateTimeOffset now)
    {
        var unclaimed = ticket.State == TicketState.Resolved ? null : RefuseUnclaimed(ticket, agent);
        return (unclaimed ?? TicketLimits.Refuse(ticket, ActorRole.Agent, text)) is { } refusal
            ? refusal
            : ticket.Append(Entry(EntryKind.Message, agent, now, text)) with { NextReminderAt = null };
    }

    /// <summary>
    /// Records the result: the answer the customer gets. Nobody is reminded of the ticket any more. With <paramref name="corrects"/>, the
    /// number of a result that was wrong, it takes the place of that one; any agent may correct.
    /// </summary>
    public static Outcome<Ticket> Resolve(Ticket ticket, string agent, string text, DateTimeOffset now, int? corrects = null)
    {
        var refused = corrects is null ? RefuseUnclaimed(ticket, agent) : RefuseCorrection(ticket, corrects.Value);
        return (refused ?? TicketLimits.Refuse(ticket, ActorRole.Agent, text, Room.Reserve)) is { } refusal
            ? refusal
            : ticket.Append(Entry(EntryKind.Result, agent, now, text) with { Corrects = corrects }) with { NextReminderAt = null };
    }

    /// <summary>Takes a resolved ticket up again: the assignee's is theirs at once, anybody else's waits for an agent. The reason is for agents only.</summary>
    public static Outcome<Ticket> Reopen(Ticket ticket, string agent, string? text, DateTimeOffset now, RemindersOptions reminders)
    {
        if (ticket.State == TicketState.Closed)
            return Closed();
        if (!ticket.IsEnded)
            return ProblemCode.NotResolved.With("The ticket has no result, so that there is nothing to reopen.");
        return TicketLimits.Refuse(ticket, ActorRole.Agent, text, Room.Reserve) is { } full
            ? full
            : ticket.AppendOwing(Entry(EntryKind.Reopened, agent, now, text), now + reminders.First);
    }

    /// <summary>Notes something that only agents see.</summary>
    /// <param name="mentions">The keys of those whom the text mentions.</param>
    public static Outcome<Ticket> Note(Ticket ticket, string agent, string text, DateTimeOffset now, IReadOnlyList<string>? mentions = null)
    {
        if (ticket.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("A closed ticket takes no more notes.");
        return TicketLimits.Refuse(ticket, ActorRole.Agent, text) is { } full ? full : ticket.Append(Entry(EntryKind.Note, agent, now, text) with { Mentions = mentions });
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

    /// <summary>Why nobody can have the ticket to work on; null when somebody can.</summary>
    internal static Refusal? RefuseHandled(Ticket ticket) => ticket.State switch
    {
        TicketState.Closed => Closed(),
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

    /// <summary>An entry of an agent.</summary>
    internal static TimelineEntry Entry(EntryKind kind, string agent, DateTimeOffset now, string? text = null) =>
        new() { Kind = kind, At = now, By = ActorRole.Agent, ById = agent, Text = text };

    private static Refusal? RefuseCorrection(Ticket ticket, int corrects) => ticket.State switch
    {
        TicketState.Closed => Closed(),
        not TicketState.Resolved => ProblemCode.NotResolved.With("The ticket has no result to correct."),
        _ when ticket.Newest(EntryKind.Result)?.Seq != corrects => Refusal.Field("corrects", "must be the number of the ticket's newest result."),
        _ => null,
    };

    private static Refusal Closed() => ProblemCode.TicketClosed.With("The ticket is closed.");
}
