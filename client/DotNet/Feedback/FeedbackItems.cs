namespace ServerlessSupport.Client;

/// <summary>Makes what goes into the outbox; refuses what no server would take.</summary>
internal static class FeedbackItems
{
    public static OutboxRecord Submission(NewTicket ticket, TicketContext? context, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(ticket.Text))
            throw new ArgumentException("A ticket needs a text.", nameof(ticket));
        return New(FeedbackKind.Submission, LocalIds.New(), ticket.Text, now) with
        {
            Category = ticket.Category == TicketCategory.Complaint ? "complaint" : "question",
            Subject = ticket.Subject,
            Context = TicketContext.Wire(context, ticket.Values),
        };
    }

    public static OutboxRecord Inquiry(string ticketId, string? text, DateTimeOffset now) =>
        New(FeedbackKind.Inquiry, ticketId, string.IsNullOrWhiteSpace(text) ? null : text, now);

    public static OutboxRecord Message(string ticketId, string text, DateTimeOffset now) =>
        string.IsNullOrWhiteSpace(text) ? throw new ArgumentException("A message needs a text.", nameof(text)) : New(FeedbackKind.Message, ticketId, text, now);

    public static OutboxRecord Rating(string ticketId, int score, string? text, DateTimeOffset now) =>
        score is < 1 or > 5
            ? throw new ArgumentOutOfRangeException(nameof(score), score, "A score is from 1 (bad) to 5 (good).")
            : New(FeedbackKind.Rating, ticketId, text, now) with { Score = score };

    public static OutboxRecord Attachment(string ticketId, AttachmentFile file, DateTimeOffset now)
    {
        if (!File.Exists(file.Path))
            throw new FileNotFoundException("There is no such file to attach.", file.Path);
        return New(FeedbackKind.Attachment, ticketId, null, now) with
        {
            Path = Path.GetFullPath(file.Path),
            FileName = file.FileName ?? Path.GetFileName(file.Path),
            ContentType = file.ContentType,
        };
    }

    private static OutboxRecord New(FeedbackKind kind, string ticketId, string? text, DateTimeOffset now) => new()
    {
        Id = Clock.NewId(),
        Kind = kind,
        TicketId = string.IsNullOrWhiteSpace(ticketId) ? throw new ArgumentException("Name a ticket.", nameof(ticketId)) : ticketId,
        IdempotencyKey = Clock.NewId(),
        QueuedAt = now,
        Text = text,
    };
}
