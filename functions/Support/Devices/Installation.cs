namespace ServerlessSupport.Devices;

/// <summary>One app on one device, bound to the person signed in there. Ids are the apps' choice: two people may have the same one.</summary>
public sealed record Installation
{
    private const int MaxIdLength = 64;

    /// <summary>Chosen by the app, kept as long as the app is installed.</summary>
    public required string Id { get; init; }

    /// <summary>The key of the person signed in; the partition.</summary>
    public required string PersonKey { get; init; }

    /// <summary>The name under which the push platform keeps it: its id, unless that is another person's installation there. Set by the store.</summary>
    public string HubId { get => field ?? Id; init; }

    /// <summary>The name for the push platform where another person's installation has its id there. No app can choose it.</summary>
    [JsonIgnore]
    public string NameBesideAnother => $"{Id}.{PersonKey}";

    /// <summary>Every role of the person signed in: pushes for agents go to those with the role agent.</summary>
    public IReadOnlyList<ActorRole> Roles { get; init; } = [];

    public required Platform Platform { get; init; }

    /// <summary>What the platform knows the device by: a token, or for browsers and WNS a URI. A secret.</summary>
    public required string PushChannel { get; init; }

    /// <summary>The same for every spelling of the push channel. Of all installations one has it: the newest. A secret too.</summary>
    [JsonIgnore]
    public string ChannelKey => PushChannels.KeyOf(Platform, PushChannel);

    /// <summary>The tag by which pushes are addressed to this installation while this person is signed in on it.</summary>
    [JsonIgnore]
    public string RegistrationTag => Devices.Tags.Registration(Id, PersonKey);

    /// <summary>Nothing any more, and written all the same: older versions read no device without it.</summary>
    [JsonInclude]
    internal IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The language of the generic texts that this device shows (BCP 47); null for English.</summary>
    public string? Locale { get; init; }

    /// <summary>The device's time zone (IANA); set where there are quiet hours.</summary>
    public string? TimeZone { get; init; }

    public QuietHours? QuietHours { get; init; }

    /// <summary>The model, as the app told it; null when it told none.</summary>
    public string? Model { get; init; }

    /// <summary>The operating system with its version, as the app told it.</summary>
    public string? Os { get; init; }

    /// <summary>The version of the app, as it told it.</summary>
    public string? AppVersion { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }
    public DateTimeOffset RefreshedAt { get; init; }

    /// <summary>When it counts as gone unless its app has registered it again.</summary>
    public DateTimeOffset ExpiresAt { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>The names, at the push platform, of those it took the push channel from; null once the platform has followed. Set by the store.</summary>
    public IReadOnlyList<string>? Replaced { get; init; }

    /// <summary>What is wrong with an id: it becomes part of a tag expression, so nothing that could be read as an operator may get in.</summary>
    public static Refusal? RefuseId(string id, string field = "installationId") =>
        id.Length is > 0 and <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : Refusal.Field(field, $"must be 1 to {MaxIdLength} letters, digits, - or _.");

    /// <summary>Until when this device wants no pushes that can wait; null when it takes them now.</summary>
    public DateTimeOffset? QuietUntil(DateTimeOffset now) =>
        QuietHours is not null && TimeZone is not null && TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var zone) ? QuietHours.Until(now, zone) : null;

    /// <summary>Whether both are of one registration.</summary>
    public bool IsSameAs(Installation other) => Id == other.Id && PersonKey == other.PersonKey && RefreshedAt == other.RefreshedAt;
}

/// <summary>Push platforms.</summary>
[JsonConverter(typeof(StrictEnumConverter<Platform>))]
public enum Platform
{
    /// <summary>Apple Push Notification service.</summary>
    Apns,

    /// <summary>Firebase Cloud Messaging, HTTP v1.</summary>
    FcmV1,

    /// <summary>Windows Notification Service.</summary>
    Wns,

    /// <summary>Web Push.</summary>
    Browser,

    /// <summary>A connection to this very machine, in the local edition.</summary>
    Local,
}
