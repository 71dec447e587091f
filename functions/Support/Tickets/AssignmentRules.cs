namespace ServerlessSupport.Tickets;

/// <summary>Whose ticket it is: agents hand over what is theirs or nobody's, or give it back to all; leads whatever it is.</summary>
public static class AssignmentRules
{
    /// <summary>Characters of the id of an agent.</summary>
    public const int AssigneeLength = 255;

    /// <summary>
    /// Why an agent may not move the ticket; null when they may. Whoever handed it to a colleague may take that back until the colleague has done something.
    /// </summary>
    public static Refusal? RefuseTaken(Ticket ticket, Caller agent)
    {
        var isOthers = ticket is { State: TicketState.InProgress or TicketState.Waiting, Assignee: { } assignee } && assignee != agent.Id;
        var given = ticket.Timeline.LastOrDefault(entry => entry.Kind is EntryKind.Claimed or EntryKind.Assigned);
        var isTakenBack = given?.ById == agent.Id && !ticket.Timeline.Skip(given.Seq).Any(entry => entry.ById == ticket.Assignee);
        return !isOthers || agent.IsLead || isTakenBack
            ? null
            : ProblemCode.AlreadyClaimed.With("Another agent works on the ticket. Claim it with takeOver first, or ask a lead to hand it over.");
    }

    /// <summary>Makes the ticket somebody's, whoever had it. Assigning it to who has it already changes nothing.</summary>
    public static Outcome<Ticket> Assign(Ticket ticket, string agent, string assignee, DateTimeOffset now, RemindersOptions reminders)
    {
        if (AgentRules.RefuseHandled(ticket) is { } handled)
            return handled;
        if (ticket.State != TicketState.Open && ticket.Assignee == assignee)
            return ticket;
        return TicketLimits.Refuse(ticket, ActorRole.Agent, null, Room.Reserve) is { } full
            ? full
            : Take(ticket, AgentRules.Entry(EntryKind.Assigned, agent, now) with { Assignee = assignee }, now, reminders);
    }

    /// <summary>Makes the ticket open and nobody's. Releasing one that is changes nothing.</summary>
    public static Outcome<Ticket> Release(Ticket ticket, string agent, DateTimeOffset now, RemindersOptions reminders)
    {
        if (AgentRules.RefuseHandled(ticket) is { } handled)
            return handled;
        if (ticket is { State: TicketState.Open, Assignee: null })
            return ticket;
        return TicketLimits.Refuse(ticket, ActorRole.Agent, null, Room.Reserve) is { } full
            ? full
            : ticket.AppendOwing(AgentRules.Entry(EntryKind.Assigned, agent, now), now + reminders.First);
    }

    // Who has just got a ticket need not be reminded of it for a while; nor anybody while its customer is to answer.
    internal static Ticket Take(Ticket ticket, TimelineEntry entry, DateTimeOffset now, RemindersOptions reminders) =>
        ticket.State == TicketState.Waiting ? ticket.Append(entry) : ticket.AppendOwing(entry, now + reminders.First);
}
