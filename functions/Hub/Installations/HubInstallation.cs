using System.Text.RegularExpressions;
using ServerlessSupport.Hub.Templates;

namespace ServerlessSupport.Hub.Installations;

/// <summary>An installation as the hub keeps it: read from the document that was sent, which stays as it is.</summary>
internal sealed partial record HubInstallation
{
    public required string Id { get; init; }
    public required PushPlatform Platform { get; init; }

    /// <summary>What the platform knows the device by; a browser's is the endpoint of its subscription.</summary>
    public required string PushChannel { get; init; }

    /// <summary>Those given and those the hub adds: of the installation itself, and of its user.</summary>
    public required IReadOnlySet<string> Tags { get; init; }

    public IReadOnlyList<HubTemplate> Templates { get; init; } = [];

    /// <summary>When the hub forgets it.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    public required JsonObject Document { get; init; }

    /// <summary>Every tag by which the installation or one of its templates may be meant.</summary>
    public IEnumerable<string> AllTags => Tags.Concat(Templates.SelectMany(template => template.Tags)).Distinct();

    /// <exception cref="FormatException">The document is no installation; the message says why.</exception>
    public static HubInstallation Read(JsonObject document)
    {
        var id = Name(document, "installationId") ?? throw new FormatException("An installation needs an installationId.");
        var platform = PushPlatform.Find(document.Text("platform")) ?? throw new FormatException("An installation's platform must be apns, fcmv1, wns or browser.");
        var tags = HubMembers.Tags(document["tags"]).Append($"$InstallationId:{{{id}}}");
        if (Name(document, "userId") is { } user)
            tags = tags.Append($"$UserId:{{{user}}}");
        return new HubInstallation
        {
            Id = id,
            Platform = platform,
            PushChannel = Channel(document["pushChannel"]) ?? throw new FormatException("An installation needs a pushChannel."),
            Tags = tags.ToHashSet(),
            Templates = [.. document.Object("templates").Select(template => HubTemplate.Read(template.Key, template.Value))],
            ExpiresAt = Time(document.Text("expirationTime")),
            Document = document,
        };
    }

    private static string? Name(JsonObject document, string member) => document.Text(member) is not { } name ? null
        : Names().IsMatch(name) ? name : throw new FormatException($"The {member} has 1 to 256 letters, digits or - _ @ # . : =.");

    private static DateTimeOffset Time(string? text) => text is null ? DateTimeOffset.MaxValue
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw new FormatException("An installation's expirationTime must be a time, as 2030-01-31T12:00:00Z.");

    // Browsers' channels are objects in the service's documents and in one SDK, and the same as a string in another.
    private static string? Channel(JsonNode? channel) => channel switch
    {
        JsonObject subscription => subscription.Text("endpoint"),
        JsonValue when channel.ToString().StartsWith('{') => Channel(InstallationPatch.Parse(channel)),
        JsonValue when channel.GetValueKind() == System.Text.Json.JsonValueKind.String && channel.GetValue<string>() is { Length: > 0 } text => text,
        _ => null,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_@#.:=-]{1,256}\z")]
    private static partial Regex Names();
}

/// <summary>A template of an installation.</summary>
internal sealed record HubTemplate(string Name, PayloadTemplate Body, IReadOnlyDictionary<string, TemplateExpression> Headers, IReadOnlyList<string> Tags)
{
    private const int MaxName = 200;

    public static HubTemplate Read(string name, JsonNode? node)
    {
        if (name.Length is 0 or > MaxName)
            throw new FormatException($"A template's name has 1 to {MaxName} characters.");
        var template = node as JsonObject ?? throw new FormatException($"The template {name} must be an object.");
        var body = template.Text("body") ?? throw new FormatException($"The template {name} needs a body.");
        var headers = template.Object("headers").ToDictionary(header => header.Key, header => TemplateExpression.Parse(header.Value?.ToString() ?? ""));
        return new HubTemplate(name, PayloadTemplate.Parse(body), headers, HubMembers.Tags(template["tags"]));
    }
}

/// <summary>A platform as the hub knows it: its name in installations, its name as a notification's format, and how much it takes.</summary>
internal sealed record PushPlatform(string Name, string? Format, int MaxBytes)
{
    public static readonly PushPlatform Apns = new("apns", "apple", 4096);
    public static readonly PushPlatform FcmV1 = new("fcmv1", "fcmv1", 4096);
    public static readonly PushPlatform Wns = new("wns", "windows", 5 * 1024);

    /// <summary>Push services take 4096 bytes (RFC 8030, section 7.2), of which the encryption of one record is 103 (RFC 8188, RFC 8291).</summary>
    public static readonly PushPlatform Browser = new("browser", "browser", 3993);

    /// <summary>A connection to this machine. Only the product registers such.</summary>
    public static readonly PushPlatform Local = new("local", null, int.MaxValue);

    private static readonly PushPlatform[] All = [Apns, FcmV1, Wns, Browser, Local];

    public static PushPlatform? Find(string? name) => All.FirstOrDefault(platform => platform.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Apple takes more of a call's notification.</summary>
    public int MaxBytesWith(IReadOnlyDictionary<string, string> headers) =>
        this == Apns && headers.Any(header => header.Key.Equals("apns-push-type", StringComparison.OrdinalIgnoreCase) && header.Value == "voip") ? 5 * 1024 : MaxBytes;

    public static PushPlatform? OfFormat(string format) => All.FirstOrDefault(platform => format.Equals(platform.Format, StringComparison.OrdinalIgnoreCase));
}

/// <summary>Reads members of installations as the hub takes them.</summary>
internal static class HubMembers
{
    private const int MaxLength = 120;
    private const int MaxCount = 60;

    /// <exception cref="FormatException">Too many tags, or one that is none.</exception>
    public static IReadOnlyList<string> Tags(JsonNode? node)
    {
        if (node is null)
            return [];
        if (node is not JsonArray array || array.Any(tag => tag?.GetValueKind() != JsonValueKind.String))
            throw new FormatException("Tags must be an array of strings.");
        var tags = array.Select(tag => tag!.GetValue<string>()).ToList();
        if (tags.Count > MaxCount)
            throw new FormatException($"An installation may have {MaxCount} tags.");
        return tags.All(IsTag) ? tags : throw new FormatException($"A tag has 1 to {MaxLength} letters, digits or _ @ # . : -.");
    }

    /// <summary>A string member; null when it is not there, null or empty.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static string? Text(this JsonObject json, string name) => json[name] switch
    {
        null => null,
        var value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>() is { Length: > 0 } text ? text : null,
        _ => throw new FormatException($"The {name} must be a string."),
    };

    /// <summary>An object member; an empty one when it is not there or null.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static JsonObject Object(this JsonObject json, string name) => json[name] switch
    {
        null => [],
        JsonObject value => value,
        _ => throw new FormatException($"The {name} must be an object."),
    };

    private static bool IsTag(string tag) => tag.Length is > 0 and <= MaxLength && tag.All(c => char.IsAsciiLetterOrDigit(c) || "_@#.:-".Contains(c));
}
