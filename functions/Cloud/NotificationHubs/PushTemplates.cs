using Microsoft.Azure.NotificationHubs;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>
/// What each platform's devices get: templates that go with the installation, into which the hub puts the properties
/// of a push. An expression is a whole value, $(name) for a string and #(name) for a number; the hub escapes what it puts in.
/// Title and body are those of the installation's language: a push brings them in every language, and each device picks its own.
/// </summary>
internal static class PushTemplates
{
    /// <summary>How long platforms keep a push for a device that is off: FCM's longest.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(28);

    private const string Fields =
        """
        "server":"$(server)","ticketId":"$(ticketId)","updateId":"$(updateId)","seq":"#(seq)","previousSeq":"#(previousSeq)","kind":"$(kind)","at":"$(at)","text":"$(text)","truncated":"$(truncated)"
        """;

    private const string ApnsBody =
        $$$"""
        {"aps":{"alert":{"title":"$(title)","body":"$(body)"},"sound":"default","mutable-content":1,"thread-id":"$(ticketId)"},{{{Fields}}}}
        """;

    // Values of FCM's data are strings, the number too. The key is for a phone that is off, the tag for what it shows.
    private const string FcmBody =
        """
        {"message":{"notification":{"title":"$(title)","body":"$(body)"},
        "data":{"server":"$(server)","ticketId":"$(ticketId)","updateId":"$(updateId)","seq":"$(seq)","previousSeq":"$(previousSeq)","kind":"$(kind)","at":"$(at)","text":"$(text)","truncated":"$(truncated)"},
        "android":{"collapse_key":"$(collapseKey)","priority":"high","ttl":"2419200s","notification":{"tag":"$(tag)"}}}}
        """;

    // Windows shows a toast by itself but gives its content to nobody; a raw push reaches the app but shows nothing.
    private const string ToastBody =
        """
        <toast launch="$(updateId)"><visual><binding template="ToastGeneric"><text>$(title)</text><text>$(body)</text></binding></visual></toast>
        """;

    private const string PlainBody = $$$"""{"title":"$(title)","body":"$(body)",{{{Fields}}}}""";

    /// <summary>The templates for an iPhone or Mac.</summary>
    public static IDictionary<string, InstallationTemplate> Apns(string language) => One(ApnsBody, language, new Dictionary<string, string>
    {
        ["apns-push-type"] = "alert",
        ["apns-priority"] = "10",
        ["apns-collapse-id"] = "$(collapse)",
        ["apns-expiration"] = "$(expiration)",
    });

    /// <summary>The templates for an Android device.</summary>
    public static IDictionary<string, InstallationTemplate> FcmV1(string language) => One(FcmBody, language);

    /// <summary>The templates for Windows: one that is shown and one for the app.</summary>
    public static IDictionary<string, InstallationTemplate> Wns(string language) => new Dictionary<string, InstallationTemplate>
    {
        ["toast"] = new() { Body = In(language, ToastBody), Headers = new Dictionary<string, string> { ["X-WNS-Type"] = "wns/toast", ["X-WNS-Tag"] = "$(tag)" } },
        ["update"] = new() { Body = In(language, PlainBody), Headers = new Dictionary<string, string> { ["X-WNS-Type"] = "wns/raw" } },
    };

    /// <summary>The templates for a browser, whose service worker shows the push.</summary>
    public static IDictionary<string, InstallationTemplate> Browser(string language) => One(PlainBody, language);

    private static Dictionary<string, InstallationTemplate> One(string body, string language, IDictionary<string, string>? headers = null) =>
        new() { ["update"] = new InstallationTemplate { Body = In(language, body), Headers = headers } };

    private static string In(string language, string body) => body
        .Replace("$(title)", $"$({PushProperties.Title(language)})", StringComparison.Ordinal)
        .Replace("$(body)", $"$({PushProperties.Body(language)})", StringComparison.Ordinal);
}
