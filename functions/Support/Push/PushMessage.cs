using System.Text.Json.Serialization;
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

    /// <summary>Whether it comes without a sound: the device has most likely shown it before.</summary>
    [JsonIgnore]
    public bool Silent { get; init; }

    /// <summary>When it is worth nothing any more, so that the platform forgets it; null for as long as the platform keeps it.</summary>
    [JsonIgnore]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Title and body in each language there is.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, PushText> Texts { get; init; } = new Dictionary<string, PushText>();

    /// <summary>The push as a device of that language gets it.</summary>
    public PushMessage In(string language) => Texts.TryGetValue(language, out var text) ? this with { Title = text.Title, Body = text.Body } : this;
}
