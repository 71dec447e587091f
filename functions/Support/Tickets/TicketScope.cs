using ServerlessSupport.Desk;

namespace ServerlessSupport.Tickets;

/// <summary>
/// What an agent sees who is confined to queues: the tickets of these and of the general one, and in whatever queue those that are the
/// agent's own or in which a note mentions them.
/// </summary>
public sealed record TicketScope(string AgentId, string AgentKey, IReadOnlyList<string> Queues)
{
    /// <summary>What the agent sees; null when that is everything.</summary>
    public static TicketScope? Of(Caller agent) => agent.Queues is { } queues ? new TicketScope(agent.Id, agent.Key, queues) : null;

    /// <summary>Whether somebody of the directory sees the ticket.</summary>
    public static bool Sees(AgentProfile person, Ticket ticket) => person.SeesAll || new TicketScope(person.Id, person.Key, person.Queues).Includes(ticket);

    public bool Includes(Ticket ticket) => Includes(ticket.Queue, ticket.Assignee, ticket.Mentioned);

    public bool Includes(TicketBrief ticket) => Includes(ticket.Queue, ticket.Assignee, ticket.Mentioned);

    /// <summary>Whether the ticket was within it until it was filed or handed elsewhere, at or after a time.</summary>
    public bool HasLost(Ticket ticket, DateTimeOffset since) =>
        !Includes(ticket) && ticket.Timeline.Any(entry => entry.At >= since && entry.Kind is EntryKind.Changed or EntryKind.Claimed or EntryKind.Assigned && Includes(ticket.AsOf(entry.Seq - 1)));

    private bool Includes(string? queue, string? assignee, IReadOnlyList<string>? mentioned) =>
        queue is null || Queues.Contains(queue) || assignee == AgentId || mentioned?.Contains(AgentKey) == true;
}
