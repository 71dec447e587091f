using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>A ticket as agents see it, with what became of each update on its way to the customer's devices.</summary>
internal sealed record AgentTicketView(
    AgentTicketSummary Ticket,
    IReadOnlyList<EntryView> Timeline,
    IReadOnlyList<DeliveryView> Deliveries)
{
    public static AgentTicketView Of(Ticket ticket, TicketDeliveries? deliveries) => new(
        AgentTicketSummary.Of(ticket) with { NotReached = deliveries?.NotReachedAt is null ? null : true },
        [.. ticket.Timeline.Select(EntryView.ForAgent)],
        [.. ticket.Timeline.Where(entry => entry.IsPushable || deliveries?.Find(entry.Seq) is not null).Select(entry => DeliveryView.Of(entry, deliveries))]);
}

/// <summary>A ticket in the agents' list.</summary>
internal sealed record AgentTicketSummary(
    string Id,
    int Version,
    string CustomerId,
    string? CustomerName,
    TicketCategory Category,
    string Subject,
    TicketState State,
    string? Assignee,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? NextReminderAt,
    int ReminderLevel,
    int NudgeCount,
    string? FollowUpOf)
{
    /// <summary>True when an update of it reached nobody; left out otherwise, and in lists that do not ask for it.</summary>
    public bool? NotReached { get; init; }

    public static AgentTicketSummary Of(Ticket ticket) => new(
        ticket.Id, ticket.Version, ticket.CustomerId, ticket.CustomerName, ticket.Category, ticket.Subject, ticket.State, ticket.Assignee,
        ticket.CreatedAt, ticket.UpdatedAt, ticket.NextReminderAt, ticket.ReminderLevel, ticket.NudgeCount, ticket.FollowUpOf);
}

/// <summary>A page of the agents' list.</summary>
internal sealed record AgentTicketList(IReadOnlyList<AgentTicketSummary> Items, string? Cursor);
