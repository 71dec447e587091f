using System.Text.Encodings.Web;
using System.Text.Json.Serialization;

namespace ServerlessSupport.Hub.Recent;

/// <summary>A send as it is shown.</summary>
internal sealed record RecentView(
    DateTimeOffset At, string Kind, string? Tags, string Outcome, IReadOnlyList<string> Installations, IReadOnlyList<PayloadView> Payloads)
{
    public static RecentView Of(RecentPush push) => new(push.At, push.Kind, push.Tags, push.Outcome, push.Installations, [.. push.Pushes()
        .GroupBy(each => (each.Platform, each.Payload, Headers: string.Join('\n', each.Headers)))
        .Select(same => new PayloadView(
            same.Key.Platform.Name, same.First().Headers, same.Key.Payload, same.First().Bytes,
            same.First().IsTooLarge ? string.Create(CultureInfo.InvariantCulture, $"the platform refuses it: it takes {same.First().MaxBytes} bytes") : null,
            [.. same.Select(each => each.InstallationId)]))]);
}

/// <summary>What the devices of one platform get, to the letter.</summary>
internal sealed record PayloadView(
    string Platform, IReadOnlyDictionary<string, string> Headers, string Payload, int Bytes, string? Problem, IReadOnlyList<string> Installations);

/// <summary>What an SDK needs to use the hub.</summary>
internal sealed record HubConnection(string Hub, string ConnectionString);

/// <summary>How it is written, with payloads kept readable.</summary>
[JsonSerializable(typeof(IReadOnlyList<RecentView>))]
[JsonSerializable(typeof(HubConnection))]
internal sealed partial class RecentJson : JsonSerializerContext
{
    public static RecentJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
