using System.Text.Json.Serialization;

namespace ServerlessSupport.Tickets;

/// <summary>One numbered entry of a ticket's timeline; entries are added, never changed.</summary>
public sealed record TimelineEntry
{
    /// <summary>1, 2, 3 … within the ticket.</summary>
    public int Seq { get; init; }

    public required EntryKind Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required ActorRole By { get; init; }

    /// <summary>The subject of who did it; null for the system.</summary>
    public string? ById { get; init; }

    public string? Text { get; init; }

    /// <summary>Status entries: the state that was told.</summary>
    public TicketState? State { get; init; }

    /// <summary>Inquiries: the customer only asked for news.</summary>
    public bool Nudge { get; init; }

    /// <summary>Status entries: told in the answer only, because a status was pushed a moment ago.</summary>
    public bool Silent { get; init; }

    /// <summary>Reminders: the step, from 1.</summary>
    public int? Level { get; init; }

    /// <summary>Reminders: when the step was due.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Ratings: 1 (bad) to 5 (good).</summary>
    public int? Score { get; init; }

    /// <summary>Attachments: the file.</summary>
    public Attachment? Attachment { get; init; }

    /// <summary>The digests of the Idempotency-Key and of the request that made this entry, so that a repeat finds it.</summary>
    public string? RequestKey { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the work that made this entry, where somebody recorded it, so that what follows can be linked to it. Nobody outside sees it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether the customer's devices receive it.</summary>
    [JsonIgnore]
    public bool IsPushable => Kind is EntryKind.Progress or EntryKind.Result || (Kind is EntryKind.Status && !Silent);

    /// <summary>Whether only agents see it.</summary>
    [JsonIgnore]
    public bool IsInternal => Kind is EntryKind.Note or EntryKind.Reminder;
}

/// <summary>What an entry records.</summary>
[JsonConverter(typeof(StrictEnumConverter<EntryKind>))]
public enum EntryKind
{
    Submitted,
    Claimed,
    Progress,
    Result,
    Inquiry,
    Status,
    Reopened,
    Note,
    Reminder,
    Rating,
    Closed,
    Attachment,
}
