using Microsoft.Azure.NotificationHubs;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>
/// What each platform's devices get: templates that go with the installation, into which the hub puts the properties
/// of a push. An expression is a whole value, $(name) for a string and #(name) for a number; the hub escapes what it puts in. It
/// has none for true and false, nor for leaving something out: so there is a template for each form of a push, with a tag
/// of its own, and a push is addressed to that of its form (<see cref="PushForm"/>). Title, body and text are those of the installation's
/// language: a push brings them in every language, and each device picks its own.
/// </summary>
internal static class PushTemplates
{
    /// <summary>How long platforms keep a push for a device that is off: FCM's longest.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(28);

    private const string Fields =
        """
        "server":"$(server)","ticketId":"$(ticketId)","updateId":"$(updateId)","seq":"#(seq)","previousSeq":"#(previousSeq)","unread":"#(unread)","kind":"$(kind)","at":"$(at)","title":"$(title)","body":"$(body)","text":"$(text)","truncated":@truncated,"silent":@silent
        """;

    // Shown by the system, and for the app: content-available wakes it where the user allows that, mutable-content its service extension.
    private const string ApnsBody =
        """{"aps":{"alert":{"title":"$(title)","body":"$(body)"},"badge":"#(unread)","sound":"default","content-available":1,"mutable-content":1,"thread-id":"$(thread)"},""" + Fields + "}";

    private const string SilentApnsBody = """{"aps":{"content-available":1},""" + Fields + "}";

    // Values of FCM's data are strings, the number too. The key is for a phone that is off, the tag for what it shows.
    private const string FcmData =
        """
        "data":{"server":"$(server)","ticketId":"$(ticketId)","updateId":"$(updateId)","seq":"$(seq)","previousSeq":"$(previousSeq)","unread":"$(unread)","kind":"$(kind)","at":"$(at)","title":"$(title)","body":"$(body)","text":"$(text)","truncated":"@truncated","silent":"@silent"}
        """;

    private const string FcmBody = """{"message":{"notification":{"title":"$(title)","body":"$(body)"},""" + FcmData
        + ""","android":{"collapse_key":"$(collapseKey)","priority":"high","ttl":"$(lifetime)","notification":{"tag":"$(tag)","channel_id":"$(channel)","notification_count":"#(unread)"}}}}""";

    // The system shows nothing, and hands it to the app, which can confirm it.
    private const string SilentFcmBody = """{"message":{""" + FcmData + ""","android":{"collapse_key":"$(collapseKey)","priority":"normal","ttl":"$(lifetime)"}}}""";

    // Windows shows a toast by itself but gives its content to nobody; a raw push reaches the app but shows nothing.
    private const string ToastBody =
        """
        <toast launch="$(updateId)"><visual><binding template="ToastGeneric"><text>$(title)</text><text>$(body)</text></binding></visual></toast>
        """;

    private const string PlainBody = "{" + Fields + "}";

    /// <summary>The templates for an iPhone or Mac.</summary>
    public static Dictionary<string, InstallationTemplate> Apns(string language, string registration) =>
        EachForm(form => form.IsSilent ? SilentApnsBody : ApnsBody, language, registration, form => new()
        {
            ["apns-push-type"] = form.IsSilent ? "background" : "alert",
            ["apns-priority"] = form.IsSilent ? "5" : "10",
            ["apns-collapse-id"] = "$(collapse)",
            ["apns-expiration"] = "$(expiration)",
        });

    /// <summary>The templates for an Android device.</summary>
    public static Dictionary<string, InstallationTemplate> FcmV1(string language, string registration) =>
        EachForm(form => form.IsSilent ? SilentFcmBody : FcmBody, language, registration, headers: null);

    /// <summary>The templates for Windows: some for the app, and one that is shown unless the push is silent.</summary>
    public static Dictionary<string, InstallationTemplate> Wns(string language, string registration)
    {
        var templates = EachForm(_ => PlainBody, language, registration, _ => new() { ["X-WNS-Type"] = "wns/raw", ["X-WNS-TTL"] = "$(ttl)" });
        templates["toast"] = Template(
            In(language, ToastBody),
            new() { ["X-WNS-Type"] = "wns/toast", ["X-WNS-Tag"] = "$(tag)", ["X-WNS-TTL"] = "$(ttl)" },
            [.. PushForm.All.Where(form => !form.IsSilent).Select(form => form.Tag(registration))]);
        return templates;
    }

    /// <summary>The templates for a browser, whose service worker shows the push. The headers are those of RFC 8030.</summary>
    public static Dictionary<string, InstallationTemplate> Browser(string language, string registration) =>
        EachForm(_ => PlainBody, language, registration, form => new() { ["TTL"] = "$(ttl)", ["Topic"] = "$(tag)", ["Urgency"] = form.IsSilent ? "low" : "high" });

    private static Dictionary<string, InstallationTemplate> EachForm(
        Func<PushForm, string> body, string language, string registration, Func<PushForm, Dictionary<string, string>>? headers) =>
        PushForm.All.ToDictionary(form => form.Name, form => Template(In(language, form.Fill(body(form))), headers?.Invoke(form), [form.Tag(registration)]));

    // The package marks a template's tags obsolete, and says neither why nor what for; to the service they are what a push chooses a template by.
#pragma warning disable CS0612
    private static InstallationTemplate Template(string body, Dictionary<string, string>? headers, IList<string> tags) => new() { Body = body, Headers = headers, Tags = tags };

    /// <summary>By which tags a push chooses the template.</summary>
    public static IList<string> TagsOf(InstallationTemplate template) => template.Tags ?? [];
#pragma warning restore CS0612

    private static string In(string language, string body) => body
        .Replace("$(title)", $"$({PushProperties.Title(language)})", StringComparison.Ordinal)
        .Replace("$(body)", $"$({PushProperties.Body(language)})", StringComparison.Ordinal)
        .Replace("$(text)", $"$({PushProperties.Text(language)})", StringComparison.Ordinal);
}

/// <summary>
/// What no expression of a template can say, so that each form of a push has a template and a tag of its own: whether
/// it alerts, and whether its text was cut.
/// </summary>
internal sealed record PushForm(bool IsSilent, bool IsCut)
{
    public static IReadOnlyList<PushForm> All { get; } = [new(false, false), new(false, true), new(true, false), new(true, true)];

    /// <summary>The name of the form's template.</summary>
    public string Name => (IsSilent ? "silent" : "update") + (IsCut ? "-cut" : "");

    public static PushForm Of(PushMessage message) => new(message.Silent, message.Truncated);

    /// <summary>The tag by which the form's template of a registration is addressed.</summary>
    public string Tag(string registration) => $"{registration}:{Name}";

    /// <summary>The audience, as the form's templates of it.</summary>
    public string Address(TagExpression audience) => string.Join(" || ", audience.Tags.Select(Tag));

    /// <summary>The body with what the form says in its place.</summary>
    public string Fill(string body) => body.Replace("@truncated", IsCut ? "true" : "false", StringComparison.Ordinal)
        .Replace("@silent", IsSilent ? "true" : "false", StringComparison.Ordinal);
}
