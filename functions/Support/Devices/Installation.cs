using System.Text.Json.Serialization;

namespace ServerlessSupport.Devices;

/// <summary>One app on one device, bound to the person signed in there.</summary>
public sealed record Installation
{
    /// <summary>Chosen by the app, kept as long as the app is installed.</summary>
    public required string Id { get; init; }

    /// <summary>The key of the person signed in; the partition.</summary>
    public required string PersonKey { get; init; }

    public required Platform Platform { get; init; }

    /// <summary>What the platform knows the device by: a token, or for browsers and WNS a URI. A secret.</summary>
    public required string PushChannel { get; init; }

    /// <summary>Set by the server only.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    public DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset RefreshedAt { get; init; }
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
