namespace ServerlessSupport.Client;

/// <summary>A ticket as far as this device knows it.</summary>
public sealed record SupportTicket
{
    /// <summary>The name of the server it was raised with.</summary>
    public required string Server { get; init; }

    /// <summary>The id the server gave it.</summary>
    public required string Id { get; init; }

    /// <summary>Question or complaint.</summary>
    public TicketCategory Category { get; init; }

    /// <summary>One line on what it is about; empty until the server told it.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public TicketState State { get; init; }

    /// <summary>When it was raised (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The ticket this one follows up; null when it stands alone.</summary>
    public string? FollowUpOf { get; init; }

    /// <summary>The newest result; null while there is none.</summary>
    public TicketResult? Result { get; init; }

    /// <summary>What happened, by number. Complete after <see cref="SupportServer.GetTicketAsync"/>; else what pushes and answers brought.</summary>
    public IReadOnlyList<TicketEntry> Timeline { get; init; } = [];

    /// <summary>How many updates the customer has not opened, see <see cref="SupportServer.MarkOpenedAsync"/>.</summary>
    public int UnreadCount { get; init; }
}

/// <summary>One numbered entry of a ticket's timeline.</summary>
public sealed record TicketEntry
{
    /// <summary>Its number within the ticket.</summary>
    public required int Seq { get; init; }

    /// <summary>What it records.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>When it was recorded (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who made it.</summary>
    public EntryAuthor By { get; init; }

    /// <summary>Its text; null when it has none.</summary>
    public string? Text { get; init; }

    /// <summary>The state a status told.</summary>
    public TicketState? State { get; init; }

    /// <summary>An inquiry without a question: "any news?".</summary>
    public bool IsNudge { get; init; }

    /// <summary>A rating's score, 1 (bad) to 5 (good).</summary>
    public int? Score { get; init; }

    /// <summary>The name of the file of an attachment.</summary>
    public string? FileName { get; init; }
}
