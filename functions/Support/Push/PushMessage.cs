using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// One push. <paramref name="Title"/> and <paramref name="Body"/> are generic, for a lock screen; the update itself
/// travels in the other fields, which only the app reads.
/// </summary>
public sealed record PushMessage(
    string Server,
    string TicketId,
    string UpdateId,
    int Seq,
    EntryKind Kind,
    DateTimeOffset At,
    string Title,
    string Body,
    string? Text,
    bool Truncated)
{
    /// <summary>The number of the ticket's update before this one, 0 for the first: a device that has that one lacks nothing.</summary>
    public int PreviousSeq { get; init; }

    /// <summary>Whether it is to alert nobody: it brings what was pushed before and was not confirmed. Devices that show it, show it without a sound.</summary>
    public bool Silent { get; init; }

    /// <summary>What the app's icon is to show: how many updates of all tickets the customer has not opened, this one counted, 99 at most; of a push for agents, how many tickets it tells of.</summary>
    public int Unread { get; init; } = 1;

    /// <summary>When it is worth nothing any more: no platform keeps it for longer. Null for as long as platforms keep any.</summary>
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Title and body, and the text where the server made it, in each language there is.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, PushText> Texts { get; init; } = new Dictionary<string, PushText>();

    /// <summary>What newer news takes the place of, not delivered yet or still shown: older news of its ticket, but never a result, nor a test.</summary>
    [JsonIgnore]
    public string CollapseId => Kind == EntryKind.Result || TicketId.Length == 0 ? UpdateId : TicketId;

    /// <summary>The push as a device of that language gets it.</summary>
    public PushMessage In(string language) =>
        Texts.TryGetValue(language, out var text) ? this with { Title = text.Title, Body = text.Body, Text = text.Text ?? Text } : this;
}

/// <summary>
/// Whom a push is for, as tags joined by || (at most 20, the limit of Notification Hubs for expressions of that form).
/// There is no empty expression: on the platform it would mean everyone.
/// </summary>
public sealed record TagExpression
{
    public const int MaxTags = 20;

    private TagExpression(IReadOnlyCollection<string> tags) => Tags = tags;

    public IReadOnlyCollection<string> Tags { get; }

    public string Text => string.Join(" || ", Tags);

    /// <summary>Everyone who carries at least one of the tags.</summary>
    public static TagExpression AnyOf(IReadOnlyCollection<string> tags) =>
        tags.Count is > 0 and <= MaxTags && !tags.Any(string.IsNullOrWhiteSpace)
            ? new TagExpression([.. tags])
            : throw new ArgumentException($"A push needs 1 to {MaxTags} tags; {tags.Count} were given.", nameof(tags));

    public override string ToString() => Text;
}
