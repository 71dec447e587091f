using ServerlessSupport.Reminders;

namespace ServerlessSupport.Tickets;

/// <summary>What a customer raises: a question or a complaint.</summary>
public sealed record Submission(TicketCategory Category, string? Subject, string Text)
{
    private const int DerivedSubjectLength = 100;

    /// <summary>The customer's language, of those the server speaks; null for English.</summary>
    public string? Language { get; init; }

    /// <summary>Tells one submission from another.</summary>
    public string Fingerprint => Digest.Of("submission", Category.ToString(), Subject ?? "", Text);

    /// <summary>The ticket this submission opens.</summary>
    public Ticket Open(string id, Caller customer, DateTimeOffset now, RemindersOptions reminders, string? followUpOf = null) =>
        new Ticket
        {
            Id = id,
            CustomerKey = customer.Key,
            CustomerId = customer.Id,
            CustomerName = customer.Name,
            Language = Language,
            Category = Category,
            Subject = Subject ?? FirstLine(Text),
            FollowUpOf = followUpOf,
            CreatedAt = now,
            UpdatedAt = now,
            NextReminderAt = now + reminders.First,
            Timeline = [],
        }.Append(new() { Kind = EntryKind.Submitted, At = now, By = ActorRole.Customer, ById = customer.Id, Text = Text, RequestKey = Fingerprint });

    private static string FirstLine(string text)
    {
        var line = text.Trim().Split('\n', 2)[0].TrimEnd();
        return TextCut.ToLength(line, DerivedSubjectLength);
    }
}
