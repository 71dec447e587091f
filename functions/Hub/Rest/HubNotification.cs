using ServerlessSupport.Hub.Installations;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What is to be sent: a payload of one platform, or the properties that templates take.</summary>
internal sealed class HubNotification
{
    private const string Template = "template";
    private readonly string _body;
    private readonly IReadOnlyDictionary<string, string> _headers;
    private readonly Dictionary<string, string> _properties = [];

    /// <exception cref="FormatException">The service would refuse it at once; the message says why.</exception>
    public HubNotification(string? format, string body, string? contentType, IReadOnlyDictionary<string, string> headers)
    {
        (_body, _headers) = (body, headers);
        if (body.Length == 0)
            throw new FormatException("The notification has no body.");
        if (format is not null && !format.Equals(Template, StringComparison.OrdinalIgnoreCase))
            Platform = PushPlatform.OfFormat(format) ?? throw new FormatException($"The header ServiceBusNotification-Format must be apple, fcmv1, windows, browser or template, not '{format}'.");
        NativePayload.CheckType(Platform, contentType);
        if (Platform is null)
            _properties = Properties(body);
        else
            NativePayload.Check(Platform, body, headers);
    }

    /// <summary>Null for a template notification.</summary>
    public PushPlatform? Platform { get; }

    /// <summary>What each device that is meant gets; an installation gets as many template notifications as it has templates that are meant.</summary>
    public IEnumerable<PlatformPush> For(IReadOnlyList<HubInstallation> candidates, TagNode? expression) =>
        Platform is not null
            ? candidates
                .Where(device => device.Platform == Platform && expression?.Matches(device.Tags) != false)
                .Select(device => new PlatformPush(device, _body, _headers))
            : from device in candidates
              from template in device.Templates
              where expression?.Matches(template.Tags.Count == 0 ? device.Tags : device.Tags.Concat(template.Tags).ToHashSet()) != false
              select PlatformPush.Of(device, template, _properties);

    private static Dictionary<string, string> Properties(string body)
    {
        var json = HubDocuments.Json(body, "The body of a template notification");
        return json.ValueKind == JsonValueKind.Object && json.EnumerateObject().All(property => property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            ? json.EnumerateObject().DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(property => property.Name, property => property.Value.ToString(), StringComparer.OrdinalIgnoreCase)
            : throw new FormatException("The body of a template notification must be a JSON object of strings.");
    }
}

/// <summary>What one device gets, exactly as its platform would.</summary>
internal sealed record PlatformPush(HubInstallation Device, string Payload, IReadOnlyDictionary<string, string> Headers)
{
    public static PlatformPush Of(HubInstallation device, HubTemplate template, IReadOnlyDictionary<string, string> properties) => new(
        device, template.Body.Render(properties), template.Headers.ToDictionary(header => header.Key, header => header.Value.Evaluate(properties)));

    public string InstallationId => Device.Id;

    public PushPlatform Platform => Device.Platform;

    public int Bytes { get; } = System.Text.Encoding.UTF8.GetByteCount(Payload);

    public int MaxBytes => Platform.MaxBytesWith(Headers);

    /// <summary>What a template makes too large is refused by the platform only after the hub has accepted it: the device gets nothing.</summary>
    public bool IsTooLarge => Bytes > MaxBytes;
}
