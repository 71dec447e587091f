namespace ServerlessSupport.Client;

/// <summary>A question or complaint to raise.</summary>
/// <param name="Category">Question or complaint.</param>
/// <param name="Text">What is asked or complained of; at most 8,000 characters.</param>
/// <param name="Subject">One line, at most 200 characters; null lets the server take the first line of the text.</param>
public sealed record NewTicket(TicketCategory Category, string Text, string? Subject = null)
{
    /// <summary>What agents should know of this ticket besides <see cref="SupportInboxOptions.Context"/>, by name, such as an order's number; at most 20.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>A file to add to a ticket. It is read when it is sent, so the app keeps it in place until then.</summary>
/// <param name="Path">Where it is on this device.</param>
/// <param name="ContentType">Its media type, such as <c>image/png</c>.</param>
/// <param name="FileName">The name that agents see; null for the file's own.</param>
public sealed record AttachmentFile(string Path, string ContentType, string? FileName = null);

/// <summary>How far an upload or a download is.</summary>
/// <param name="Sent">Bytes that have come over. An upload that broke off starts over when it is taken up again, a download does not.</param>
/// <param name="Total">Bytes of the file.</param>
public sealed record AttachmentProgress(long Sent, long Total);

/// <summary>What is sent to the server.</summary>
public enum FeedbackKind
{
    /// <summary>A new ticket.</summary>
    Submission,

    /// <summary>A question about a ticket, or "any news?".</summary>
    Inquiry,

    /// <summary>A rating of a result.</summary>
    Rating,

    /// <summary>A file.</summary>
    Attachment,

    /// <summary>A message to the agents.</summary>
    Message,
}

/// <summary>What came of an inquiry.</summary>
public enum InquiryOutcome
{
    /// <summary>An outcome that this version of the SDK does not know.</summary>
    Unknown,

    /// <summary>The status was told; nothing else changed.</summary>
    Status,

    /// <summary>The ticket is open again.</summary>
    Reopened,

    /// <summary>The ticket could no longer be reopened; a linked one was opened, see <see cref="FeedbackAnswer.FollowUp"/>.</summary>
    FollowUp,
}

/// <summary>What the server answered.</summary>
/// <param name="Kind">What was sent.</param>
/// <param name="TicketId">The id the server gave the ticket.</param>
/// <param name="Ticket">The ticket as it is now; null for attachments.</param>
/// <param name="Outcome">What came of an inquiry; null for everything else.</param>
/// <param name="Status">The sentence that tells where the ticket stands; null unless an inquiry was sent.</param>
/// <param name="FollowUp">The ticket that was opened instead of reopening this one; null if none was.</param>
public sealed record FeedbackAnswer(
    FeedbackKind Kind, string TicketId, SupportTicket? Ticket, InquiryOutcome? Outcome = null, string? Status = null, SupportTicket? FollowUp = null);

/// <summary>Something that waits in the outbox.</summary>
public sealed record FeedbackItem
{
    /// <summary>What to discard or retry it by.</summary>
    public required string Id { get; init; }

    /// <summary>What it is.</summary>
    public required FeedbackKind Kind { get; init; }

    /// <summary>The ticket it is about; the local id while that is not sent itself.</summary>
    public required string TicketId { get; init; }

    /// <summary>The text to send; null when it has none.</summary>
    public string? Text { get; init; }

    /// <summary>When the customer gave it (UTC).</summary>
    public required DateTimeOffset QueuedAt { get; init; }

    /// <summary>Why the server refused it for good; null while it waits to be sent. Discard it or, once the reason is gone, retry it.</summary>
    public SupportException? Refusal { get; init; }
}

/// <summary>Tells that something sent was answered or refused.</summary>
/// <param name="server">The name of the server.</param>
/// <param name="id">The id of the feedback.</param>
/// <param name="answer">What the server answered; null when it refused.</param>
/// <param name="refusal">Why it refused; null when it answered.</param>
public sealed class FeedbackSettledEventArgs(string server, string id, FeedbackAnswer? answer, SupportException? refusal) : EventArgs
{
    /// <summary>The name of the server.</summary>
    public string Server { get; } = server;

    /// <summary>The id of the feedback, see <see cref="QueuedFeedback.Id"/>.</summary>
    public string Id { get; } = id;

    /// <summary>What the server answered; null when it refused.</summary>
    public FeedbackAnswer? Answer { get; } = answer;

    /// <summary>Why it refused; null when it answered.</summary>
    public SupportException? Refusal { get; } = refusal;
}

/// <summary>Feedback that is safe on this device and on its way: it is sent when the server can be reached, once, whatever happens to the app.</summary>
public sealed class QueuedFeedback
{
    private readonly Task<FeedbackAnswer> _answer;

    internal QueuedFeedback(string id, string ticketId, Task<FeedbackAnswer> answer) => (Id, TicketId, _answer) = (id, ticketId, answer);

    /// <summary>Its id in the outbox.</summary>
    public string Id { get; }

    /// <summary>The ticket. Of a submission it is a local id, which every method of the same <see cref="SupportServer"/> takes in place of the server's.</summary>
    public string TicketId { get; }

    /// <summary>Waits for the server's answer, for as long as the server cannot be reached. Cancelling stops the waiting only.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="SupportException">The server refused it, or the person signed out before it was sent.</exception>
    public Task<FeedbackAnswer> AnswerAsync(CancellationToken cancellationToken = default) => _answer.OrCancelledAsync(cancellationToken);
}
