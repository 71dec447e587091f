using ServerlessSupport.Attachments;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>A timeline entry as its reader sees it; customers do not see who the agent is.</summary>
internal sealed record EntryView(
    int Seq, EntryKind Kind, DateTimeOffset At, ActorRole By, string? ById, string? Text, TicketState? State, bool? Nudge, int? Level, DateTimeOffset? DueAt, int? Score, Attachment? Attachment, bool? Silent)
{
    public static EntryView ForCustomer(TimelineEntry entry) => Of(entry, byId: null);

    public static EntryView ForAgent(TimelineEntry entry) => Of(entry, entry.ById);

    private static EntryView Of(TimelineEntry entry, string? byId) => new(
        entry.Seq, entry.Kind, entry.At, entry.By, byId, entry.Text, entry.State, entry.Nudge ? true : null, entry.Level, entry.DueAt, entry.Score, entry.Attachment, entry.Silent ? true : null);
}

/// <summary>A ticket as its customer sees it; entries that only agents see leave gaps in the numbers.</summary>
internal sealed record TicketView(
    string Id,
    TicketCategory Category,
    string Subject,
    TicketState State,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    string? FollowUpOf,
    EntryView? Result,
    IReadOnlyList<EntryView> Timeline)
{
    public static TicketView Of(Ticket ticket) => new(
        ticket.Id,
        ticket.Category,
        ticket.Subject,
        ticket.State,
        ticket.CreatedAt,
        ticket.UpdatedAt,
        ticket.FollowUpOf,
        ticket.Newest(EntryKind.Result) is { } result ? EntryView.ForCustomer(result) : null,
        [.. ticket.Timeline.Where(entry => !entry.IsInternal).Select(EntryView.ForCustomer)]);
}

/// <summary>A ticket in its customer's list.</summary>
internal sealed record TicketSummary(string Id, TicketCategory Category, string Subject, TicketState State, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static TicketSummary Of(Ticket ticket) => new(ticket.Id, ticket.Category, ticket.Subject, ticket.State, ticket.CreatedAt, ticket.UpdatedAt);
}

/// <summary>A page of a customer's tickets.</summary>
internal sealed record TicketList(IReadOnlyList<TicketSummary> Items, string? Cursor);
