using System.Text.Json.Serialization;

namespace ServerlessSupport.Tickets;

/// <summary>
/// A customer's question or complaint and all that happened to it. The document holds its whole timeline, so the
/// newest version of it tells everything: it is its own outbox.
/// </summary>
public sealed record Ticket
{
    /// <summary>See <see cref="TicketId"/>: begins with the customer's key.</summary>
    public required string Id { get; init; }

    /// <summary>The partition key: a digest of the customer's id.</summary>
    public required string CustomerKey { get; init; }

    /// <summary>The subject of the token the customer signed in with: who raised the ticket.</summary>
    public required string CustomerId { get; init; }

    public string? CustomerName { get; init; }

    /// <summary>The language in which the server speaks to the customer of this ticket, of those it has; null for English.</summary>
    public string? Language { get; init; }

    public required TicketCategory Category { get; init; }

    public required string Subject { get; init; }

    /// <summary>The ticket this one follows up, when that one could no longer be reopened.</summary>
    public string? FollowUpOf { get; init; }

    public TicketState State { get; init; }

    /// <summary>The agent who claimed the ticket last; kept when it reopens.</summary>
    public string? Assignee { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the newest entry was added.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the newest entry that the customer's devices receive was added.</summary>
    public DateTimeOffset? LastPushableAt { get; init; }

    /// <summary>The highest number of an entry that somebody's devices receive, customer's or agents'; 0 when there is none.</summary>
    public int LastDeliverableSeq { get; init; }

    /// <summary>When agents are reminded next; null when the ticket is handled or all steps were taken.</summary>
    public DateTimeOffset? NextReminderAt { get; init; }

    /// <summary>Reminder steps taken since an agent last worked on the ticket.</summary>
    public int ReminderLevel { get; init; }

    /// <summary>How often the customer asked "any news?" since the ticket was opened or reopened.</summary>
    public int NudgeCount { get; init; }

    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The newest requests with a key that had nothing to change, so that a late repeat of one changes nothing either. Nobody outside sees it.</summary>
    public IReadOnlyList<KeptRequest>? KeptRequests { get; init; }

    /// <summary>Grows by at least one with every change: the number of the newest entry.</summary>
    [JsonIgnore]
    public int Version => Timeline.Count;

    /// <summary>No result yet: agents owe the customer an answer.</summary>
    [JsonIgnore]
    public bool IsUnhandled => State is TicketState.Open or TicketState.InProgress;
}

/// <summary>A request that changed nothing, by what an entry of it would carry, and the version that it was answered with.</summary>
public sealed record KeptRequest(string RequestKey, int Version);

/// <summary>What the customer raises.</summary>
[JsonConverter(typeof(StrictEnumConverter<TicketCategory>))]
public enum TicketCategory
{
    Question,
    Complaint,
}

/// <summary>Where a ticket stands.</summary>
[JsonConverter(typeof(StrictEnumConverter<TicketState>))]
public enum TicketState
{
    /// <summary>Waits for an agent to claim it, for the first time or reopened.</summary>
    Open,

    /// <summary>An agent works on it.</summary>
    InProgress,

    /// <summary>It has its result; the customer may still reopen it.</summary>
    Resolved,

    /// <summary>Final.</summary>
    Closed,
}
