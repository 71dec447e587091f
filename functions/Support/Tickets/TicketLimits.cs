namespace ServerlessSupport.Tickets;

/// <summary>
/// What keeps a ticket far below the 2 MB of a Cosmos DB item: even text made only of characters that JSON must
/// escape (6 bytes each) stays under 1.5 MB.
/// </summary>
public static class TicketLimits
{
    /// <summary>Characters (UTF-16 units) of one text.</summary>
    public const int TextLength = 8_000;

    /// <summary>Characters of a subject.</summary>
    public const int SubjectLength = 200;

    /// <summary>Entries until which anything may be added.</summary>
    public const int Entries = 400;

    /// <summary>Entries until which the entries that end a ticket may still be added, so that a full one gets its result.</summary>
    public const int EntriesWithReserve = 440;

    /// <summary>Characters of all texts of a ticket together.</summary>
    public const int TotalTextLength = 200_000;

    /// <summary>The same with the reserve for the entries that end a ticket.</summary>
    public const int TotalTextLengthWithReserve = 230_000;

    /// <summary>Why the ticket can take no such entry; null when it can.</summary>
    public static Refusal? Refuse(Ticket ticket, string? text, bool ending = false)
    {
        var entries = ending ? EntriesWithReserve : Entries;
        var characters = ending ? TotalTextLengthWithReserve : TotalTextLength;
        // Two, because an inquiry comes with the status or the reopening that answers it.
        if (ticket.Timeline.Count + 2 > entries)
            return ProblemCode.TimelineFull.With($"A ticket holds at most {entries} entries. Submit a new ticket.");
        return ticket.Timeline.Sum(entry => entry.Text?.Length ?? 0) + (text?.Length ?? 0) > characters
            ? ProblemCode.TimelineFull.With($"A ticket holds at most {characters} characters of text. Submit a new ticket.")
            : null;
    }
}
