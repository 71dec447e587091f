using System.Diagnostics.CodeAnalysis;

namespace ServerlessSupport.Tickets;

/// <summary>A ticket as lists show it: all but its timeline, of which it has the number of entries and the newest text.</summary>
public sealed record TicketBrief : TicketFacts
{
    public TicketBrief()
    {
    }

    [SetsRequiredMembers]
    private TicketBrief(Ticket ticket)
        : base(ticket)
    {
    }

    /// <summary>See <see cref="Ticket.Version"/>.</summary>
    public int Version { get; init; }

    public Awaited Awaits { get; init; }
    public DateTimeOffset? NextReminderAt { get; init; }
    public LastText? LastText { get; init; }

    public static TicketBrief Of(Ticket ticket) =>
        new(ticket) { Version = ticket.Version, Awaits = ticket.Awaits, NextReminderAt = ticket.NextReminderAt, LastText = LastText.Of(ticket) };
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
