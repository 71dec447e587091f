using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessSupport.Attachments;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport;

/// <summary>How documents are written by every store: camelCase, enums as strings, times in UTC at a fixed width, no nulls, unknown fields tolerated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(TicketDeliveries))]
[JsonSerializable(typeof(Installation))]
[JsonSerializable(typeof(TicketTask))]
[JsonSerializable(typeof(Announcement))]
public sealed partial class StorageJson : JsonSerializerContext
{
    /// <summary>The same, with text kept readable: escaping beyond what JSON needs would triple its size.</summary>
    public static StorageJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new UtcTimeConverter() },
    });
}
