using System.Buffers;
using System.Net.Http.Headers;

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

    /// <summary>The name of the agent who did it, from the token that it was done with.</summary>
    public string? ByName { get; init; }

    public string? Text { get; init; }

    /// <summary>Status entries: the state that was told.</summary>
    public TicketState? State { get; init; }

    /// <summary>Inquiries: the customer only asked for news.</summary>
    public bool Nudge { get; init; }

    /// <summary>Status entries: told in the answer only, because a status was pushed a moment ago.</summary>
    public bool Silent { get; init; }

    /// <summary>Reminders: the step, from 1.</summary>
    public int? Level { get; init; }

    /// <summary>Reminders: when the step was due. Scheduled texts: when they are sent. Else when an agent's next word is due from this entry on; null where that stays as it was.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Ratings: 1 (bad) to 5 (good).</summary>
    public int? Score { get; init; }

    /// <summary>Attachments: the file.</summary>
    public Attachment? Attachment { get; init; }

    /// <summary>Assignments: the agent whose ticket it is from then on; null when it was released.</summary>
    public string? Assignee { get; init; }

    /// <summary>Changes of how the ticket is filed: each field with what was there and what took its place.</summary>
    public IReadOnlyList<FieldChange>? Changes { get; init; }

    /// <summary>Notes: the <see cref="PersonKey"/> of each agent whom it mentions, who sees the ticket from then on whatever its queue; null for nobody.</summary>
    public IReadOnlyList<string>? Mentions { get; init; }

    /// <summary>Results: the number of the result that this one takes the place of.</summary>
    public int? Corrects { get; init; }

    /// <summary>Mergers, on the ticket that ended by one: the id of the ticket that goes on.</summary>
    public string? Into { get; init; }

    /// <summary>Mergers, on the ticket that goes on: the id of the one that ended.</summary>
    public string? From { get; init; }

    /// <summary>Mergers, on the ticket that goes on: the customer waited for a word on the one that ended, and waits for it here.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool BringsQuestion { get; init; }

    /// <summary>Scheduled texts: what they are to be, a progress, a message or a result. <see cref="DueAt"/> is when.</summary>
    public EntryKind? Sends { get; init; }

    /// <summary>The number of the scheduled text that this entry sends or cancels.</summary>
    public int? Settles { get; init; }

    /// <summary>The digests of the Idempotency-Key and of the request that made this entry, so that a repeat finds it.</summary>
    public string? RequestKey { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the work that made this entry, where somebody recorded it, so that what follows can be linked to it. Nobody outside sees it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Whether the customer's devices receive it.</summary>
    [JsonIgnore]
    public bool IsPushable => Kind switch
    {
        EntryKind.Progress or EntryKind.Result => true,
        EntryKind.Message => By == ActorRole.Agent,
        EntryKind.Status => !Silent,
        _ => false,
    };

    /// <summary>
    /// Whether agents may want to be told of it, beside reminders: what a customer says or does, a ticket that is handed to somebody else,
    /// a note that names somebody.
    /// </summary>
    [JsonIgnore]
    public bool IsNotice => Kind switch
    {
        EntryKind.Submitted or EntryKind.Reopened or EntryKind.Rating => true,
        EntryKind.Message => By == ActorRole.Customer,
        EntryKind.Inquiry => !Nudge,
        EntryKind.Note => Text?.Contains('@') == true,
        EntryKind.Assigned => Assignee is not null && Assignee != ById,
        _ => false,
    };

    /// <summary>Whether only agents see it.</summary>
    [JsonIgnore]
    public bool IsInternal => Kind is EntryKind.Note or EntryKind.Reminder or EntryKind.Assigned or EntryKind.Changed or EntryKind.Scheduled or EntryKind.Cancelled or EntryKind.Snoozed || From is not null || !IsKnown;

    /// <summary>Whether this version knows its kind; what it does not know it keeps, and shows to nobody.</summary>
    [JsonIgnore]
    public bool IsKnown => Kind < StoredKinds.FirstUnknown;

    /// <summary>What a newer version wrote of it, kept as it is.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Further { get; set; }

    /// <summary>Whether it is what customer and agents say to each other.</summary>
    [JsonIgnore]
    public bool IsSaid => Text is not null && Kind is EntryKind.Submitted or EntryKind.Message or EntryKind.Inquiry or EntryKind.Progress or EntryKind.Result;
}

/// <summary>A field that an agent changed (priority, queue or tags), what was there and what took its place; null for nothing. Tags are separated by commas.</summary>
public sealed record FieldChange(string Field, string? From, string? To);

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
    Message,
    Assigned,
    Changed,
    Merged,
    Scheduled,
    Cancelled,
    Snoozed,
}

/// <summary>A file on a ticket's timeline, checked before it got there; its name is safe to save under.</summary>
public sealed record Attachment(string Id, string FileName, string ContentType, long Size)
{
    /// <summary>The header under which it is served: never shown in place, always saved.</summary>
    [JsonIgnore]
    public string ContentDisposition => $"{Ascii()}; filename*=UTF-8''{Encoded()}";

    // For what does not know RFC 6266.
    private ContentDispositionHeaderValue Ascii() => new("attachment") { FileName = string.Concat(FileName.Select(c => c is >= ' ' and <= '~' ? c : '_')) };

    // RFC 8187, section 3.2.1.
    private string Encoded() => string.Concat(Encoding.UTF8.GetBytes(FileName).Select(b => Plain.Contains(b) ? ((char)b).ToString() : $"%{b:X2}"));

    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~"u8);
}
