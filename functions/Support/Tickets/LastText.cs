namespace ServerlessSupport.Tickets;

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
