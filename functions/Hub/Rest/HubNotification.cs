using System.Text.Json;
using ServerlessSupport.Hub.Installations;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Hub.Rest;

/// <summary>What is to be sent: a payload of one platform, or the properties that templates take.</summary>
internal sealed record HubNotification(string Format, string Body, IReadOnlyDictionary<string, string> Headers)
{
    private const string Template = "template";

    /// <summary>Null for a template notification.</summary>
    public PushPlatform? Platform { get; } = Format.Equals(Template, StringComparison.OrdinalIgnoreCase) ? null : PushPlatform.OfFormat(Format)
        ?? throw new FormatException($"The header ServiceBusNotification-Format must be apple, fcmv1, windows, browser or template, not '{Format}'.");

    /// <summary>What each device that is meant gets; an installation gets as many template notifications as it has templates that are meant.</summary>
    public IEnumerable<PlatformPush> For(IReadOnlyList<HubInstallation> candidates, TagNode? expression) =>
        Platform is not null
            ? candidates
                .Where(device => device.Platform == Platform && expression?.Matches(device.Tags) != false)
                .Select(device => new PlatformPush(device.Id, Platform, Body, Headers))
            : FromTemplates(candidates, expression, Properties());

    private static IEnumerable<PlatformPush> FromTemplates(
        IReadOnlyList<HubInstallation> candidates, TagNode? expression, IReadOnlyDictionary<string, string> properties) =>
        from device in candidates
        from template in device.Templates
        where expression?.Matches(template.Tags.Count == 0 ? device.Tags : device.Tags.Concat(template.Tags).ToHashSet()) != false
        select PlatformPush.Of(device, template, properties);

    private Dictionary<string, string> Properties()
    {
        try
        {
            var json = JsonElement.Parse(Body);
            if (json.ValueKind == JsonValueKind.Object && json.EnumerateObject().All(property => property.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)))
                return json.EnumerateObject().DistinctBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
                    .ToDictionary(property => property.Name, property => property.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new FormatException("The body of a template notification must be a JSON object of strings.");
    }
}

/// <summary>What one device gets, exactly as its platform would.</summary>
internal sealed record PlatformPush(string InstallationId, PushPlatform Platform, string Payload, IReadOnlyDictionary<string, string> Headers)
{
    public static PlatformPush Of(HubInstallation device, HubTemplate template, IReadOnlyDictionary<string, string> properties) => new(
        device.Id, device.Platform, template.Body.Render(properties), template.Headers.ToDictionary(header => header.Key, header => header.Value.Evaluate(properties)));

    public int Bytes { get; } = System.Text.Encoding.UTF8.GetByteCount(Payload);

    /// <summary>Platforms refuse what is too large only after the hub has accepted it: the device gets nothing.</summary>
    public bool IsTooLarge => Bytes > Platform.MaxBytes;
}
