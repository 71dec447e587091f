namespace ServerlessSupport.Tickets;

/// <summary>What a customer raises: a question or a complaint.</summary>
public sealed record Submission(TicketCategory Category, string? Subject, string Text)
{
    private const int DerivedSubjectLength = 100;

    /// <summary>The customer's language, of those the server speaks; null for English.</summary>
    public string? Language { get; init; }

    /// <summary>From where it is sent, as far as the app told.</summary>
    public SubmissionContext? Context { get; init; }

    /// <summary>Tells one submission from another.</summary>
    public string Fingerprint => Digest.Of("submission", Category.ToString(), Subject ?? "", Text);

    /// <summary>The ticket this submission opens.</summary>
    public Ticket Open(string id, Caller customer, DateTimeOffset now, RemindersOptions reminders, string? followUpOf = null)
    {
        var due = now + reminders.First;
        return new Ticket
        {
            Id = id,
            CustomerKey = customer.Key,
            CustomerId = customer.Id,
            CustomerName = customer.ShownName,
            Language = Language,
            Category = Category,
            Subject = WrittenText.OneLine(Subject) is { Length: > 0 } subject ? subject : DerivedSubject(Text),
            FollowUpOf = followUpOf,
            Context = Context,
            CreatedAt = now,
            UpdatedAt = now,
            NextReminderAt = due,
            Timeline = [],
        }.Append(new() { Kind = EntryKind.Submitted, At = now, By = ActorRole.Customer, ById = customer.Id, Text = Text, DueAt = due, RequestKey = Fingerprint });
    }

    private static string DerivedSubject(string text)
    {
        var line = WrittenText.FirstLine(text);
        return line.Length <= DerivedSubjectLength ? line : Graphemes.Cut(line, DerivedSubjectLength - 1) + "…";
    }
}
