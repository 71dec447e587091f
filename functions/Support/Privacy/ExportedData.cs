using ServerlessSupport.Attachments;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Privacy;

/// <summary>Whose data they are, <c>customer.json</c> of an archive. <c>unreadable</c> tickets, which were written by a newer version or are damaged, are not in it.</summary>
public sealed record ExportedCustomer(string CustomerKey, string? CustomerId, string? Name, string? Language, DateTimeOffset ExportedAt, int Tickets, int Files, int? Unreadable = null);

/// <summary>A device, in <c>devices.json</c>.</summary>
public sealed record ExportedDevice(
    string InstallationId, Platform Platform, string PushChannel, string? Language, string? TimeZone, QuietHours? QuietHours, string? Model, string? Os, string? AppVersion, DateTimeOffset RegisteredAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt)
{
    public static ExportedDevice Of(Installation device) => new(
        device.Id, device.Platform, device.PushChannel, device.Locale, device.TimeZone, device.QuietHours, device.Model, device.Os, device.AppVersion, device.RegisteredAt, device.RefreshedAt, device.ExpiresAt);
}

/// <summary>
/// A ticket, <c>tickets/{id}.json</c>: what its customer wrote and was told, in order, and what became of each update on its way. What only agents see is left out, and so is who
/// the agents are.
/// </summary>
public sealed record ExportedTicket(
    string Id,
    string Reference,
    TicketCategory Category,
    string Subject,
    TicketState State,
    string? Language,
    SubmissionContext? Context,
    string? FollowUpOf,
    string? MergedInto,
    int? Rating,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<ExportedEntry> Timeline)
{
    /// <summary>The files that its customer sees.</summary>
    public static IEnumerable<Attachment> Files(Ticket ticket) => ticket.Timeline.Where(entry => !entry.IsInternal).Select(entry => entry.Attachment).OfType<Attachment>();

    public static ExportedTicket Of(Ticket ticket, TicketDeliveries? deliveries) => new(
        ticket.Id,
        ticket.Reference,
        ticket.Category,
        ticket.Subject,
        ticket.State,
        ticket.Language,
        ticket.Context,
        ticket.FollowUpOf,
        ticket.MergedInto,
        ticket.Rating,
        ticket.CreatedAt,
        ticket.UpdatedAt,
        [.. ticket.Timeline.Where(entry => !entry.IsInternal).Select(entry => ExportedEntry.Of(ticket.Id, entry, deliveries?.Customer.Find(entry.Seq)))]);
}

/// <summary>An entry of a ticket. Updates have the id that devices know them by; attachments lie under <c>attachments/{ticketId}/{attachmentId}</c>.</summary>
public sealed record ExportedEntry(int Seq, EntryKind Kind, DateTimeOffset At, ActorRole By, string? Text, TicketState? State, int? Score, Attachment? Attachment, int? Corrects, string? Into)
{
    public string? UpdateId { get; init; }
    public ExportedReceipt? Receipt { get; init; }

    public static ExportedEntry Of(string ticketId, TimelineEntry entry, Delivery? delivery) => new(
        entry.Seq,
        entry.Kind,
        entry.At,
        entry.By,
        // Why an agent reopened a ticket is for agents.
        entry is { Kind: EntryKind.Reopened, By: ActorRole.Agent } ? null : entry.Text,
        entry.State,
        entry.Score,
        entry.Attachment,
        entry.Corrects,
        entry.Into)
    {
        UpdateId = entry.IsPushable ? $"{ticketId}:{entry.Seq}" : null,
        Receipt = delivery is null ? null : new ExportedReceipt(delivery.State, delivery.SentAt, delivery.ReceivedAt, delivery.OpenedAt, delivery.ConfirmedBy),
    };
}

/// <summary>What is known of an update's way: when it was handed over, and when which device confirmed it.</summary>
public sealed record ExportedReceipt(DeliveryState State, DateTimeOffset? SentAt, DateTimeOffset? ReceivedAt, DateTimeOffset? OpenedAt, string? InstallationId);
