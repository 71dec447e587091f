namespace ServerlessSupport.Client;

/// <summary>Feedback as it is kept until it is answered. The key makes sure that sending it twice counts once.</summary>
internal sealed record OutboxRecord
{
    public required string Id { get; init; }

    public required FeedbackKind Kind { get; init; }

    public required string TicketId { get; init; }

    public required string IdempotencyKey { get; init; }

    /// <summary>The digest of who gave it; it is sent for nobody else.</summary>
    public string? Owner { get; init; }

    public required DateTimeOffset QueuedAt { get; init; }

    public string? Category { get; init; }

    public string? Subject { get; init; }

    public string? Text { get; init; }

    /// <summary>Submissions: from where it was given.</summary>
    public WireContext? Context { get; init; }

    public int? Score { get; init; }

    public string? Path { get; init; }

    public string? FileName { get; init; }

    public string? ContentType { get; init; }

    /// <summary>How often the server was asked where to upload to.</summary>
    public int Round { get; init; }

    /// <summary>The attachment whose bytes have all arrived.</summary>
    public string? UploadedId { get; init; }

    /// <summary>How often the server failed on it.</summary>
    public int Failures { get; init; }

    public RefusalRecord? Refusal { get; init; }

    public FeedbackItem ToItem() => new()
    {
        Id = Id,
        Kind = Kind,
        TicketId = TicketId,
        Text = Text,
        QueuedAt = QueuedAt,
        Refusal = Refusal?.ToException(),
    };
}

/// <summary>Why a server refused for good.</summary>
internal sealed record RefusalRecord(string Message, int? Status, string? Code, string? TraceId, IReadOnlyDictionary<string, string[]>? Errors)
{
    public static RefusalRecord Of(SupportException fault) => new(fault.Message, fault.Status, fault.Code, fault.TraceId, fault.Errors);

    public SupportException ToException() =>
        new(Message) { Status = Status, Code = Code, TraceId = TraceId, Errors = Errors ?? new Dictionary<string, string[]>() };
}
