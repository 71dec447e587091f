using ServerlessSupport.Attachments;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Reports;
using ServerlessSupport.Tickets;

namespace ServerlessSupport;

/// <summary>How documents and messages are written by every store and queue: as <see cref="JsonSettings"/> say, times in UTC at a fixed width.</summary>
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(TicketBrief))]
[JsonSerializable(typeof(TicketDeliveries))]
[JsonSerializable(typeof(Installation))]
[JsonSerializable(typeof(TicketTask))]
[JsonSerializable(typeof(Announcement))]
[JsonSerializable(typeof(AgentProfile))]
[JsonSerializable(typeof(TicketQueue))]
[JsonSerializable(typeof(CannedAnswer))]
[JsonSerializable(typeof(SavedView))]
[JsonSerializable(typeof(Presence))]
[JsonSerializable(typeof(Usage))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(Export))]
[JsonSerializable(typeof(Removals))]
[JsonSerializable(typeof(ExportedTicket))]
[JsonSerializable(typeof(ExportedCustomer))]
[JsonSerializable(typeof(IReadOnlyList<ExportedDevice>))]
[JsonSerializable(typeof(AuditLine))]
[JsonSerializable(typeof(AuditHead))]
[JsonSerializable(typeof(ReportDay))]
[JsonSerializable(typeof(CountedThrough))]
public sealed partial class StorageJson : JsonSerializerContext
{
    public static StorageJson Instance { get; } = new(Strict());

    // Null where a document has something always is no document of ours: better met where it is read than somewhere behind.
    private static JsonSerializerOptions Strict()
    {
        var options = JsonSettings.Create(new UtcTimeConverter(), new StoredKinds());
        options.RespectNullableAnnotations = true;
        return options;
    }
}
