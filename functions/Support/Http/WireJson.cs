using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ServerlessSupport.Attachments;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Http;

/// <summary>How requests are read and answers and pushes written: camelCase, enums as strings, no nulls, unknown fields tolerated.</summary>
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(SubmitRequest))]
[JsonSerializable(typeof(InquiryRequest))]
[JsonSerializable(typeof(RatingRequest))]
[JsonSerializable(typeof(ReceiptsRequest))]
[JsonSerializable(typeof(ClaimRequest))]
[JsonSerializable(typeof(TextRequest))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(DeviceRequest))]
[JsonSerializable(typeof(AttachmentRequest))]
[JsonSerializable(typeof(TicketView))]
[JsonSerializable(typeof(TicketList))]
[JsonSerializable(typeof(AgentTicketView))]
[JsonSerializable(typeof(AgentTicketList))]
[JsonSerializable(typeof(InquiryView))]
[JsonSerializable(typeof(UpdateList))]
[JsonSerializable(typeof(DeviceView))]
[JsonSerializable(typeof(DeviceList))]
[JsonSerializable(typeof(TestPushView))]
[JsonSerializable(typeof(ReregistrationView))]
[JsonSerializable(typeof(UploadView))]
[JsonSerializable(typeof(DownloadView))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(PushMessage))]
[JsonSerializable(typeof(JsonObject))]
public sealed partial class WireJson : JsonSerializerContext
{
    public static WireJson Instance { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

/// <summary>What the health probe answers.</summary>
public sealed record HealthView(string Status);
