namespace ServerlessSupport.Devices;

/// <summary>
/// Tells whether two push channels are the same one. Apps write the same channel in several ways: a browser's subscription
/// with its members in another order, an address with another host's case, Apple's token in capitals or as older apps print it.
/// </summary>
public static class PushChannels
{
    /// <summary>What all spellings of a channel have in common. It holds the channel, so it is as secret.</summary>
    public static string KeyOf(Platform platform, string pushChannel)
    {
        var channel = pushChannel.Trim();
        return $"{platform.ToString().ToLowerInvariant()} " + platform switch
        {
            Platform.Apns => string.Concat(channel.Where(c => c is not ('<' or '>' or ' '))).ToLowerInvariant(),
            Platform.Wns => Address(channel),
            Platform.Browser => Address(Endpoint(channel) ?? channel),
            _ => channel,
        };
    }

    /// <summary>The address that a channel of this platform is; null where it is none.</summary>
    public static Uri? AddressOf(Platform platform, string pushChannel)
    {
        var channel = pushChannel.Trim();
        var address = platform switch
        {
            Platform.Wns => channel,
            Platform.Browser => Endpoint(channel) ?? channel,
            _ => null,
        };
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri : null;
    }

    // The keys beside it may be renewed; it is the endpoint that pushes go to.
    private static string? Endpoint(string subscription)
    {
        try
        {
            using var json = JsonDocument.Parse(subscription);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("endpoint", out var endpoint) && endpoint.ValueKind == JsonValueKind.String
                ? endpoint.GetString()
                : null;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentException)
        {
            // No JSON, or not even text: half a character.
            return null;
        }
    }

    private static string Address(string channel)
    {
        try
        {
            if (!Uri.TryCreate(channel, UriKind.Absolute, out var uri))
                return channel;
            // A dot at the end of a host's name and a fragment change nothing of where it leads.
            var named = uri.Host.EndsWith('.') ? new UriBuilder(uri) { Host = uri.Host.TrimEnd('.') }.Uri : uri;
            return named.GetLeftPart(UriPartial.Query);
        }
        catch (UriFormatException)
        {
            // A name that no host can have.
            return channel;
        }
    }
}
