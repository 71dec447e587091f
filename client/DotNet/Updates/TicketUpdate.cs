using System.Text.Json.Serialization;

namespace ServerlessSupport.Client;

/// <summary>News about a ticket: progress, a result, or where it stands.</summary>
public sealed record TicketUpdate
{
    /// <summary>The name of the server it came from.</summary>
    public required string Server { get; init; }

    /// <summary>The ticket it is about.</summary>
    public required string TicketId { get; init; }

    /// <summary>Its number within the ticket, growing; numbers may be left out.</summary>
    public required int Seq { get; init; }

    /// <summary>What it tells.</summary>
    public required UpdateKind Kind { get; init; }

    /// <summary>When the server recorded it (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When this device first got it (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The text for the customer. Whole when published; in a <see cref="ReceiveResult"/> it may be cut or null, see <see cref="IsTruncated"/>.</summary>
    public string? Text { get; init; }

    /// <summary>The state that a status tells; null when it was not told.</summary>
    public TicketState? State { get; init; }

    /// <summary>Whether the rest of the text is still to be fetched; never of a published update.</summary>
    public bool IsTruncated { get; init; }

    /// <summary>History rather than news: it came with the first catch-up after signing in or healing, not by push. An app may skip notifying.</summary>
    public bool IsBacklog { get; init; }

    /// <summary>Its place in this device's log of published updates, from 1 across all servers; 0 while it is not published.</summary>
    public long Position { get; init; }

    /// <summary>The id of the update across all tickets of its server.</summary>
    [JsonIgnore]
    public string UpdateId => UpdateIds.Of(TicketId, Seq);

    /// <summary>The result, when this is one.</summary>
    [JsonIgnore]
    public TicketResult? Result => Kind == UpdateKind.Result ? new TicketResult(TicketId, Seq, At, Text ?? "") : null;
}

/// <summary>What a ticket came to.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="Seq">The number of the result within the ticket; a reopened ticket gets another result with a higher one.</param>
/// <param name="At">When the server recorded it (UTC).</param>
/// <param name="Text">The answer.</param>
public sealed record TicketResult(string TicketId, int Seq, DateTimeOffset At, string Text);
