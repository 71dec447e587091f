namespace ServerlessSupport.Tickets;

/// <summary>The sentence that tells a customer where the ticket stands.</summary>
public static class StatusText
{
    /// <summary>Where the ticket stands now, in a language; without one, in its customer's.</summary>
    public static string Of(Ticket ticket, string? language = null) => ticket.MergedInto is { } into
        ? ServerTexts.Find(language ?? ticket.Language ?? ServerTexts.DefaultLanguage, "state.merged", TicketReference.Of(into))
        : Of(ticket.State, ticket.Timeline, language ?? ticket.Language ?? ServerTexts.DefaultLanguage);

    /// <summary>What a status entry told, in a language; null for other entries, and for those of versions that did not keep the state.</summary>
    public static string? Told(Ticket ticket, TimelineEntry entry, string language) =>
        entry is { Kind: EntryKind.Status, State: { } state } ? Of(state, [.. ticket.Timeline.Where(other => other.Seq < entry.Seq)], language) : null;

    private static string Of(TicketState state, IReadOnlyList<TimelineEntry> timeline, string language)
    {
        var news = timeline.LastOrDefault(entry => entry.Kind == EntryKind.Progress)?.Text;
        return state switch
        {
            TicketState.Open => ServerTexts.Find(language, timeline.Any(entry => entry.Kind == EntryKind.Reopened) ? "state.reopened" : "state.open"),
            TicketState.InProgress => news is null ? ServerTexts.Find(language, "state.inProgress") : ServerTexts.Find(language, "state.inProgressWithNews", news),
            TicketState.Waiting => ServerTexts.Find(language, "state.waiting"),
            TicketState.Resolved => ServerTexts.Find(language, "state.resolved"),
            _ => ServerTexts.Find(language, "state.closed"),
        };
    }
}
