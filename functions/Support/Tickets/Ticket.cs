namespace ServerlessSupport.Tickets;

/// <summary>What is known of a ticket beside its timeline: what a ticket and its <see cref="TicketBrief"/> have in common.</summary>
public abstract record TicketFacts
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

    /// <summary>From where the customer raised it, as far as the app told.</summary>
    public SubmissionContext? Context { get; init; }

    public TicketState State { get; init; }

    /// <summary>When the next word of an agent is due; null while none is, and in documents of versions that did not keep it.</summary>
    public DateTimeOffset? DueAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Priority Priority { get; init; }

    /// <summary>The id of the queue it stands in; null for the general one.</summary>
    public string? Queue { get; init; }

    /// <summary>What agents filed it under; null for nothing.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The <see cref="PersonKey"/> of each agent whom a note mentions; null for nobody.</summary>
    public IReadOnlyList<string>? Mentioned { get; init; }

    /// <summary>The score that the customer gave the newest result; null before they do.</summary>
    public int? Rating { get; init; }

    /// <summary>The agent whose ticket it is: who claimed it last or was assigned; kept when it reopens.</summary>
    public string? Assignee { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the newest entry was added.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Reminder steps taken since an agent last worked on the ticket.</summary>
    public int ReminderLevel { get; init; }

    /// <summary>How often the customer asked "any news?" since the ticket was opened or reopened.</summary>
    public int NudgeCount { get; init; }
}

/// <summary>
/// A customer's question or complaint and all that happened to it. The document holds its whole timeline, so the
/// newest version of it tells everything: it is its own outbox.
/// </summary>
public sealed partial record Ticket : TicketFacts
{
    /// <summary>Who is to write next: it follows from who wrote last.</summary>
    [JsonIgnore]
    public Awaited Awaits { get => StoredAwaits ?? Timeline.WhoIsAwaited(); init => StoredAwaits = value; }

    /// <summary>When the newest entry that the customer's devices receive was added.</summary>
    public DateTimeOffset? LastPushableAt { get; init; }

    /// <summary>The highest number of an entry that somebody's devices may receive, customer's or agents', the submission not counted; 0 when there is none.</summary>
    public int LastDeliverableSeq { get; init; }

    /// <summary>When agents are reminded next; null when the ticket is handled or all steps were taken.</summary>
    [JsonIgnore]
    public DateTimeOffset? NextReminderAt { get; init; }

    /// <summary>When the first of the texts that wait to be sent is due, see <see cref="LaterRules"/>; null when none waits.</summary>
    public DateTimeOffset? SendAt { get; init; }

    /// <summary>When a timer has something to do for the ticket: what the stores find it by.</summary>
    [JsonIgnore]
    public DateTimeOffset? WakeAt => SendAt is null || NextReminderAt < SendAt ? NextReminderAt : SendAt;

    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>The newest requests with a key that had nothing to change, so that a late repeat of one changes nothing either. Nobody outside sees it.</summary>
    public IReadOnlyList<KeptRequest>? KeptRequests { get; init; }

    /// <summary>Grows by at least one with every change: the number of the newest entry.</summary>
    [JsonIgnore]
    public int Version => Timeline.Count;

    /// <summary>Agents owe the customer a word: there is no result yet, and nothing that the customer is to answer first.</summary>
    [JsonIgnore]
    public bool IsUnhandled => State is TicketState.Open or TicketState.InProgress;

    /// <summary>Nobody works on it any more: it has its result, or is closed.</summary>
    [JsonIgnore]
    public bool IsEnded => State is TicketState.Resolved or TicketState.Closed;

    /// <summary>What people call the ticket by, see <see cref="TicketReference"/>.</summary>
    [JsonIgnore]
    public string Reference => TicketReference.Of(Id);

    /// <summary>The ticket that goes on in place of this one; null when it was not merged.</summary>
    [JsonIgnore]
    public string? MergedInto => State == TicketState.Closed ? Timeline.LastOrDefault(entry => entry.Into is not null || entry.Kind == EntryKind.Reopened)?.Into : null;

    // The index of what is due has this name from before texts could be sent later. What is read goes into NextReminderAt, where the next
    // property puts it right for a ticket on which a text waits; properties are set in this order.
    [JsonInclude, JsonPropertyName("nextReminderAt")]
    internal DateTimeOffset? StoredWakeAt { get => WakeAt; init => NextReminderAt = value; }

    [JsonInclude, JsonPropertyName("reminderAt")]
    internal DateTimeOffset? StoredReminderAt { get => SendAt is null ? null : NextReminderAt; init => NextReminderAt = SendAt is null ? NextReminderAt : value; }

    // Documents of versions that did not keep it have none.
    [JsonInclude, JsonPropertyName("awaits")]
    internal Awaited? StoredAwaits { get; init; }
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

    /// <summary>An agent asked, and the customer is to answer: nobody is reminded meanwhile.</summary>
    Waiting,

    /// <summary>It has its result; the customer may still reopen it.</summary>
    Resolved,

    /// <summary>Final.</summary>
    Closed,
}

/// <summary>Who is to write next.</summary>
[JsonConverter(typeof(StrictEnumConverter<Awaited>))]
public enum Awaited
{
    /// <summary>The customer wrote, and nobody answered yet.</summary>
    Agent,

    /// <summary>An agent asked.</summary>
    Customer,

    /// <summary>The customer knows how it goes or has the result.</summary>
    Nobody,
}

/// <summary>How pressing a ticket is; normal until an agent says otherwise.</summary>
[JsonConverter(typeof(StrictEnumConverter<Priority>))]
public enum Priority
{
    Normal,
    Low,
    High,
    Urgent,
}
