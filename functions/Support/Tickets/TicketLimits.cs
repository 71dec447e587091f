namespace ServerlessSupport.Tickets;

/// <summary>
/// What keeps a ticket far below the 2 MB of a Cosmos DB item: even text made only of characters that JSON must
/// escape (6 bytes each) stays under 1.9 MB. The customer, the agents and the reminders each have room of their own, so
/// that none can use up another's.
/// </summary>
public static class TicketLimits
{
    /// <summary>Characters (UTF-16 units) of one text.</summary>
    public const int TextLength = 8_000;

    /// <summary>Characters of a subject.</summary>
    public const int SubjectLength = 200;

    /// <summary>Entries of one side until which anything may be added.</summary>
    public const int EntriesPerSide = 200;

    /// <summary>Characters of all texts of the customer together.</summary>
    public const int CustomerTextLength = 80_000;

    /// <summary>Characters of all texts of the agents together; more, because theirs are the answers.</summary>
    public const int AgentTextLength = 180_000;

    /// <summary>Entries that each side has beyond that for what a ticket cannot end without: claim, result, closing, rating.</summary>
    public const int ReservedEntries = 20;

    /// <summary>Characters that each side has beyond that for the same.</summary>
    public const int ReservedTextLength = 15_000;

    // Two, because an inquiry comes with the status or the reopening that answers it.
    private const int EntriesOfOneChange = 2;

    /// <summary>Why the ticket can take no such entry of this side (the system's are the reminders); null when it can.</summary>
    public static Refusal? Refuse(Ticket ticket, ActorRole side, string? text, Room room = Room.Whole)
    {
        var whole = side == ActorRole.Agent ? AgentTextLength : CustomerTextLength;
        var (entries, characters) = room switch
        {
            Room.Half => (EntriesPerSide / 2, whole / 2),
            Room.Reserve => (EntriesPerSide + ReservedEntries, whole + ReservedTextLength),
            _ => (EntriesPerSide, whole),
        };
        // A text that waits to be sent will stand there again.
        var own = ticket.Timeline.Where(entry => SideOf(entry) == side).Concat(side == ActorRole.Agent ? ticket.Waiting(ticket.Version) : []).ToList();
        if (own.Count + EntriesOfOneChange > entries)
            return ProblemCode.TimelineFull.With($"A ticket holds at most {entries} entries {Of(side)}. Submit a new ticket.");
        return own.Sum(TextLengthOf) + (text?.Length ?? 0) > characters
            ? ProblemCode.TimelineFull.With($"A ticket holds at most {characters} characters {Of(side)}. Submit a new ticket.")
            : null;
    }

    private static int TextLengthOf(TimelineEntry entry) =>
        (entry.Text?.Length ?? 0) + (entry.Changes?.Sum(change => (change.From?.Length ?? 0) + (change.To?.Length ?? 0)) ?? 0);

    // What the system writes because the customer asked is the customer's.
    private static ActorRole SideOf(TimelineEntry entry) =>
        entry.By == ActorRole.System && entry.Kind != EntryKind.Reminder ? ActorRole.Customer : entry.By;

    private static string Of(ActorRole side) => side switch
    {
        ActorRole.Customer => "of its customer",
        ActorRole.Agent => "of agents",
        _ => "of reminders",
    };
}

/// <summary>How much of a side's room an entry may use.</summary>
public enum Room
{
    /// <summary>All but the reserve.</summary>
    Whole,

    /// <summary>Half of it: for what only asks for news, so that words still have room.</summary>
    Half,

    /// <summary>The reserve too: for what a ticket cannot end without.</summary>
    Reserve,
}
