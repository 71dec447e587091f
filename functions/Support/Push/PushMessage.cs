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
    bool Truncated);
