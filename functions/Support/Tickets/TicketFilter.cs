using ServerlessSupport.Desk;

namespace ServerlessSupport.Tickets;

/// <summary>Which tickets an agent wants to see, and in what order; what is not said lets all pass.</summary>
public sealed record TicketFilter
{
    /// <summary>One of these states; none for all.</summary>
    public IReadOnlyList<TicketState> States { get; init; } = [];

    public string? Assignee { get; init; }

    /// <summary>Only those that no agent has.</summary>
    public bool Unassigned { get; init; }

    public string? Queue { get; init; }

    /// <summary>Only those in the general queue.</summary>
    public bool Unqueued { get; init; }

    public Priority? Priority { get; init; }
    public string? Tag { get; init; }
    public TicketCategory? Category { get; init; }
    public Awaited? Awaits { get; init; }

    /// <summary>Only those on which an agent's word is due by this time.</summary>
    public DateTimeOffset? DueBy { get; init; }

    public int? Rating { get; init; }
    public string? CustomerKey { get; init; }

    /// <summary>What the agent who asks sees; null for everything. A cursor is a place, whoever looks on from there.</summary>
    public TicketScope? Scope { get; init; }

    /// <summary>What must be found in them; null for anything.</summary>
    public SearchQuery? Query { get; init; }

    public TicketOrder Order { get; init; }

    /// <summary>The states of a ticket that has no result.</summary>
    public static IReadOnlyList<TicketState> Unended { get; } = [TicketState.Open, TicketState.InProgress, TicketState.Waiting];

    /// <summary>What cursors of this list are good for: all but the time, which moves on from page to page.</summary>
    public string Name => string.Join(
        '/',
        ["tickets", Order, .. States.Order(), Assignee, Unassigned, Queue, Unqueued, Priority, Tag, Category, Awaits, DueBy is not null, Rating, CustomerKey, Query?.Text]);

    /// <summary>Whether a ticket is one of them.</summary>
    public bool Matches(Ticket ticket) =>
        (States.Count == 0 || States.Contains(ticket.State))
        && (Assignee is null || ticket.Assignee == Assignee)
        && (!Unassigned || ticket.Assignee is null)
        && (Queue is null || ticket.Queue == Queue)
        && (!Unqueued || ticket.Queue is null)
        && (Priority is null || ticket.Priority == Priority)
        && (Tag is null || ticket.Tags?.Contains(Tag) == true)
        && (Category is null || ticket.Category == Category)
        && (Awaits is null || ticket.Awaits == Awaits)
        && (DueBy is null || ticket.DueAt <= DueBy)
        && (Rating is null || ticket.Rating == Rating)
        && (CustomerKey is null || ticket.CustomerKey == CustomerKey)
        && (Scope is null || Scope.Includes(ticket))
        && (Query is null || Query.Matches(SearchWords.Of(ticket, SearchWords.MaxWords)));
}

/// <summary>In what order a list comes.</summary>
public enum TicketOrder
{
    /// <summary>By when the next word of an agent is due, the longest overdue first; behind them those on which none is due, the longest unchanged first.</summary>
    Due,

    /// <summary>The one that changed last first.</summary>
    Newest,
}

/// <summary>The place of a ticket in the order of what is due, as one number.</summary>
public static class TicketRank
{
    // More ticks than any time has that comes up here, so that what is due stands before what is not.
    private const long NotDue = 1L << 60;

    public static long Of(Ticket ticket) => ticket.DueAt?.UtcTicks ?? NotDue + ticket.UpdatedAt.UtcTicks;
}

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

    public bool Includes(TicketFacts ticket) =>
        ticket.Queue is null || Queues.Contains(ticket.Queue) || ticket.Assignee == AgentId || ticket.Mentioned?.Contains(AgentKey) == true;

    /// <summary>Whether the ticket was within it until it was filed or handed elsewhere, at or after a time.</summary>
    public bool HasLost(Ticket ticket, DateTimeOffset since) =>
        !Includes(ticket) && ticket.Timeline.Any(entry => entry.At >= since && entry.Kind is EntryKind.Changed or EntryKind.Claimed or EntryKind.Assigned && Includes(ticket.AsOf(entry.Seq - 1)));
}
