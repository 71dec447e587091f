namespace ServerlessSupport.Tickets;

/// <summary>Whose ticket it is: any agent may hand one to somebody, or give it back to all.</summary>
public static class AssignmentRules
{
    /// <summary>Characters of the id of an agent.</summary>
    public const int AssigneeLength = 255;

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
