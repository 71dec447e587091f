using ServerlessSupport.Tickets;

namespace ServerlessSupport.Reports;

/// <summary>Something that happened to a ticket and counts, and what it does to the figures.</summary>
internal sealed record TicketEvent(DateTimeOffset At, Action<Figures> Count);

/// <summary>What of a ticket's timeline counts.</summary>
internal static class TicketEvents
{
    /// <summary>All that counts, in its order.</summary>
    public static IEnumerable<TicketEvent> Of(Ticket ticket)
    {
        var openedAt = ticket.CreatedAt;
        var (isAnswered, hasResult) = (false, false);
        foreach (var entry in ticket.Timeline)
        {
            if (!isAnswered && IsAnswer(entry))
            {
                isAnswered = true;
                var took = entry.At - ticket.CreatedAt;
                yield return new(entry.At, figures => figures.FirstAnswer.Add(took));
            }

            // Without a result its merger was taken back, and it goes on as before.
            if (entry.Kind == EntryKind.Reopened && !hasResult)
                continue;
            if (entry.Kind == EntryKind.Reopened)
                (openedAt, hasResult) = (entry.At, false);
            hasResult |= entry.Kind == EntryKind.Result;
            if (Of(entry, entry.At - openedAt) is { } counted)
                yield return new(entry.At, counted);
        }
    }

    private static bool IsAnswer(TimelineEntry entry) => entry is { IsPushable: true, By: ActorRole.Agent, Kind: not EntryKind.Status };

    private static Action<Figures>? Of(TimelineEntry entry, TimeSpan sinceOpened) => entry.Kind switch
    {
        EntryKind.Submitted => figures => figures.Submitted++,
        EntryKind.Reopened => figures => figures.Reopened++,
        EntryKind.Rating when entry.Score is { } score => figures => figures.AddRating(score),
        EntryKind.Result when entry.Corrects is null => figures => figures.AddResult(sinceOpened),
        _ => null,
    };
}
