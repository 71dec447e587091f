using System.Text.Json.Serialization;
using Microsoft.Azure.NotificationHubs;
using Platform = ServerlessSupport.Devices.Platform;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>Our installations as the hub keeps them.</summary>
internal static class HubInstallations
{
    public static bool Supports(Platform platform) => platform != Platform.Local;

    /// <summary>The installation with its tags and its platform's templates; null when the hub could never push to it.</summary>
    public static Installation? Of(Devices.Installation installation)
    {
        var (language, registration) = (ServerTexts.LanguageFor(installation.Locale), installation.RegistrationTag);
        var (platform, templates) = installation.Platform switch
        {
            Platform.Apns => (NotificationPlatform.Apns, PushTemplates.Apns(language, registration)),
            Platform.FcmV1 => (NotificationPlatform.FcmV1, PushTemplates.FcmV1(language, registration)),
            Platform.Wns => (NotificationPlatform.Wns, PushTemplates.Wns(language, registration)),
            Platform.Browser => (NotificationPlatform.Browser, PushTemplates.Browser(language, registration)),
            _ => (default, null),
        };
        var channel = installation.Platform == Platform.Browser ? BrowserChannel.Read(installation.PushChannel) : installation.PushChannel;
        return templates is null || string.IsNullOrWhiteSpace(channel) ? null : new Installation
        {
            InstallationId = installation.HubId,
            Platform = platform,
            PushChannel = channel,
            Tags = [registration],
            Templates = templates,
            ExpirationTime = installation.ExpiresAt == DateTimeOffset.MaxValue ? null : installation.ExpiresAt.UtcDateTime,
        };
    }
}

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
