using ServerlessSupport.Push;

namespace ServerlessSupport.Tickets;

/// <summary>A ticket as agents see it, with what became of each update on its way to the customer's devices.</summary>
public sealed record AgentTicketView(
    AgentTicketSummary Ticket,
    IReadOnlyList<EntryView> Timeline,
    IReadOnlyList<DeliveryView> Deliveries)
{
    public static AgentTicketView Of(Ticket ticket, TicketDeliveries? deliveries) => new(
        AgentTicketSummary.Of(ticket),
        [.. ticket.Timeline.Select(EntryView.ForAgent)],
        [.. ticket.Timeline.Where(entry => entry.IsPushable || deliveries?.Find(entry.Seq) is not null).Select(entry => DeliveryView.Of(entry, deliveries))]);
}

/// <summary>A ticket in the agents' list.</summary>
public sealed record AgentTicketSummary(
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
    public static AgentTicketSummary Of(Ticket ticket) => new(
        ticket.Id, ticket.Version, ticket.CustomerId, ticket.CustomerName, ticket.Category, ticket.Subject, ticket.State, ticket.Assignee,
        ticket.CreatedAt, ticket.UpdatedAt, ticket.NextReminderAt, ticket.ReminderLevel, ticket.NudgeCount, ticket.FollowUpOf);
}

/// <summary>A page of the agents' list.</summary>
public sealed record AgentTicketList(IReadOnlyList<AgentTicketSummary> Items, string? Cursor);

/// <summary>What became of one update.</summary>
public sealed record DeliveryView(int Seq, DeliveryState State, DateTimeOffset? At, int Attempts, string? Reason)
{
    public static DeliveryView Of(TimelineEntry entry, TicketDeliveries? deliveries) =>
        deliveries?.Find(entry.Seq) is { } known
            ? new(entry.Seq, known.State, known.At, known.Attempts, known.Reason)
            : new(entry.Seq, DeliveryState.Pending, null, 0, null);
}
