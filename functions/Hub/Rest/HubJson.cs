using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ServerlessSupport.Hub.Recent;

namespace ServerlessSupport.Hub.Rest;

/// <summary>How the hub writes what it shows, with payloads kept readable.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<RecentView>))]
[JsonSerializable(typeof(HubConnection))]
internal sealed partial class HubJson : JsonSerializerContext
{
    public static HubJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
