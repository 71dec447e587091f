using System.Text.Json.Serialization;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>A browser's push subscription, as its JavaScript gives it (keys nested) or as the hub wants it (flat).</summary>
internal sealed record BrowserChannel
{
    public string? Endpoint { get; init; }

    [JsonPropertyName("p256dh")]
    public string? P256DH { get; init; }

    public string? Auth { get; init; }
    public BrowserChannel? Keys { get; init; }

    /// <summary>What the hub takes for the subscription; null when it is none.</summary>
    public static string? Read(string pushChannel)
    {
        try
        {
            var read = JsonSerializer.Deserialize(pushChannel, BrowserJson.Default.BrowserChannel);
            var flat = read is null ? null : new BrowserChannel { Endpoint = read.Endpoint, P256DH = read.P256DH ?? read.Keys?.P256DH, Auth = read.Auth ?? read.Keys?.Auth };
            return flat is { P256DH.Length: > 0, Auth.Length: > 0 } && Uri.TryCreate(flat.Endpoint, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps
                ? JsonSerializer.Serialize(flat, BrowserJson.Default.BrowserChannel)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BrowserChannel))]
internal sealed partial class BrowserJson : JsonSerializerContext;
