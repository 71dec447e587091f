using System.Text.Json.Serialization;

namespace ServerlessSupport.Client;

/// <summary>How records are kept; fields of later versions are tolerated.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(CursorRecord))]
[JsonSerializable(typeof(TicketRecord))]
[JsonSerializable(typeof(HeldRecord))]
[JsonSerializable(typeof(TicketUpdate))]
[JsonSerializable(typeof(OutboxRecord))]
[JsonSerializable(typeof(AliasRecord))]
[JsonSerializable(typeof(ReceiptRecord))]
[JsonSerializable(typeof(DeviceRecord))]
[JsonSerializable(typeof(CounterRecord))]
internal sealed partial class StoreJson : JsonSerializerContext;
