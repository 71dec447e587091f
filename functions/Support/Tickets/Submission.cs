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

/// <summary>From where a ticket was raised, as the app told it: nothing of it is checked, and nothing is decided by it.</summary>
public sealed record SubmissionContext
{
    /// <summary>Characters of a field or a value.</summary>
    public const int ValueLength = 200;

    /// <summary>Characters of the name of a value.</summary>
    public const int NameLength = 40;

    /// <summary>Named values at most.</summary>
    public const int MaxValues = 20;

    public string? App { get; init; }
    public string? AppVersion { get; init; }
    public string? Device { get; init; }
    public string? Os { get; init; }
    public string? Locale { get; init; }

    /// <summary>What else the app thinks agents should know, by name.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}
