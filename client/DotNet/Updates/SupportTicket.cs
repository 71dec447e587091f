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

    /// <summary>A short name that people can say on the phone, such as <c>K7F3-92QD</c>; null until the server told it.</summary>
    public string? Reference { get; init; }

    /// <summary>Where it stands.</summary>
    public TicketState State { get; init; }

    /// <summary>Who is to write next.</summary>
    public AwaitedParty Awaits { get; init; }

    /// <summary>When it was raised (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The ticket this one follows up; null when it stands alone.</summary>
    public string? FollowUpOf { get; init; }

    /// <summary>The id of the ticket that goes on in place of this one; null when it was not merged.</summary>
    public string? MergedInto { get; init; }

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

    /// <summary>What the agent is called who wrote it; null where the server does not tell.</summary>
    public string? ByName { get; init; }

    /// <summary>Its text; null when it has none.</summary>
    public string? Text { get; init; }

    /// <summary>The state a status told.</summary>
    public TicketState? State { get; init; }

    /// <summary>An inquiry without a question: "any news?".</summary>
    public bool IsNudge { get; init; }

    /// <summary>A rating's score, 1 (bad) to 5 (good).</summary>
    public int? Score { get; init; }

    /// <summary>The number of the result that this one takes the place of, which was wrong.</summary>
    public int? Corrects { get; init; }

    /// <summary>The file of an attachment; null until <see cref="SupportServer.GetTicketAsync"/> brought it.</summary>
    public TicketFile? File { get; init; }
}

/// <summary>A file of a ticket, to be fetched by <see cref="SupportServer.DownloadAsync"/>.</summary>
/// <param name="Id">Its id within the ticket.</param>
/// <param name="Name">Its name, safe to save under.</param>
/// <param name="ContentType">Its media type, such as <c>image/png</c>.</param>
/// <param name="Size">Its bytes.</param>
public sealed record TicketFile(string Id, string Name, string ContentType, long Size);
