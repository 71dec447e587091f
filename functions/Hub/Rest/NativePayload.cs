using Microsoft.Net.Http.Headers;
using ServerlessSupport.Hub.Installations;

namespace ServerlessSupport.Hub.Rest;

/// <summary>Refuses what the service refuses at once: payloads of one platform that are too large or malformed, and content types that do not fit.</summary>
internal static class NativePayload
{
    private static readonly string[] WindowsRoots = ["toast", "tile", "badge"];
    private static readonly string[] WindowsTypes = ["application/xml", "text/xml", "application/json", "application/octet-stream"];

    /// <exception cref="FormatException">What is wrong.</exception>
    public static void Check(PushPlatform platform, string body, IReadOnlyDictionary<string, string> headers)
    {
        var (bytes, max) = (Encoding.UTF8.GetByteCount(body), platform.MaxBytesWith(headers));
        if (bytes > max)
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"The payload has {bytes} bytes; the platform {platform.Format} takes {max}."));
        if (platform == PushPlatform.Wns)
            CheckWindows(body, headers);
        else
            CheckJson(platform, HubDocuments.Json(body, "The payload"));
    }

    /// <summary>Of a notification without a content type nothing is said.</summary>
    /// <exception cref="FormatException">The content type is not one for this kind of notification.</exception>
    public static void CheckType(PushPlatform? platform, string? contentType)
    {
        if (contentType is null)
            return;
        string[] allowed = platform == PushPlatform.Wns ? WindowsTypes : ["application/json"];
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type) || !allowed.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw new FormatException($"The content type of this notification must be {string.Join(" or ", allowed)}.");
    }

    private static void CheckJson(PushPlatform platform, JsonElement payload)
    {
        if (platform != PushPlatform.Browser && payload.ValueKind != JsonValueKind.Object)
            throw new FormatException("The payload must be a JSON object.");
        if (platform == PushPlatform.FcmV1 && !(payload.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.Object))
            throw new FormatException("The payload for fcmv1 must have an object message.");
    }

    private static void CheckWindows(string body, IReadOnlyDictionary<string, string> headers)
    {
        if (headers.Any(header => header.Key.Equals("X-WNS-Type", StringComparison.OrdinalIgnoreCase) && header.Value.Equals("wns/raw", StringComparison.OrdinalIgnoreCase)))
            return;
        if (!WindowsRoots.Contains(HubDocuments.Xml(body, "The payload").Name.LocalName, StringComparer.OrdinalIgnoreCase))
            throw new FormatException("The payload for windows must be a toast, tile or badge, or the header X-WNS-Type wns/raw.");
    }
}
