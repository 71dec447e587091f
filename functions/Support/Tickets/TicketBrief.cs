namespace ServerlessSupport.Tickets;

/// <summary>A ticket as lists show it: all but its timeline, of which it has the number of entries and the newest text.</summary>
public sealed record TicketBrief
{
    public required string Id { get; init; }

    /// <summary>See <see cref="Ticket.Version"/>.</summary>
    public int Version { get; init; }

    public required string CustomerKey { get; init; }
    public required string CustomerId { get; init; }
    public string? CustomerName { get; init; }
    public string? Language { get; init; }
    public required TicketCategory Category { get; init; }
    public required string Subject { get; init; }
    public string? FollowUpOf { get; init; }
    public SubmissionContext? Context { get; init; }
    public TicketState State { get; init; }
    public Awaited Awaits { get; init; }
    public DateTimeOffset? DueAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Priority Priority { get; init; }

    public string? Queue { get; init; }
    public IReadOnlyList<string>? Tags { get; init; }
    public IReadOnlyList<string>? Mentioned { get; init; }
    public int? Rating { get; init; }
    public string? Assignee { get; init; }
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset UpdatedAt { get; init; }
    public DateTimeOffset? NextReminderAt { get; init; }
    public int ReminderLevel { get; init; }
    public int NudgeCount { get; init; }
    public LastText? LastText { get; init; }

    public static TicketBrief Of(Ticket ticket) => new()
    {
        Id = ticket.Id,
        Version = ticket.Version,
        CustomerKey = ticket.CustomerKey,
        CustomerId = ticket.CustomerId,
        CustomerName = ticket.CustomerName,
        Language = ticket.Language,
        Category = ticket.Category,
        Subject = ticket.Subject,
        FollowUpOf = ticket.FollowUpOf,
        Context = ticket.Context,
        State = ticket.State,
        Awaits = ticket.Awaits,
        DueAt = ticket.DueAt,
        Priority = ticket.Priority,
        Queue = ticket.Queue,
        Tags = ticket.Tags,
        Mentioned = ticket.Mentioned,
        Rating = ticket.Rating,
        Assignee = ticket.Assignee,
        CreatedAt = ticket.CreatedAt,
        UpdatedAt = ticket.UpdatedAt,
        NextReminderAt = ticket.NextReminderAt,
        ReminderLevel = ticket.ReminderLevel,
        NudgeCount = ticket.NudgeCount,
        LastText = LastText.Of(ticket),
    };
}

/// <summary>The newest text that customer and agents exchanged: who wrote it, when, and how it begins.</summary>
public sealed record LastText(ActorRole By, DateTimeOffset At, string Preview)
{
    /// <summary>Characters of the preview.</summary>
    public const int PreviewLength = 160;

    /// <summary>That of a ticket; null when nothing was said yet.</summary>
    public static LastText? Of(Ticket ticket) => ticket.Timeline.LastOrDefault(entry => entry.IsSaid) is { } said
        ? new LastText(said.By, said.At, Graphemes.Cut(WrittenText.OneLine(said.Text), PreviewLength))
        : null;
}
