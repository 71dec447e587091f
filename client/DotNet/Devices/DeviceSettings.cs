namespace ServerlessSupport.Client;

/// <summary>The service that carries pushes to a device.</summary>
public enum PushPlatform
{
    /// <summary>Apple Push Notification service; the channel is the device token in hexadecimal digits.</summary>
    Apns,

    /// <summary>Firebase Cloud Messaging; the channel is the registration token.</summary>
    FcmV1,

    /// <summary>Windows Notification Service; the channel is the channel URI.</summary>
    Wns,

    /// <summary>Web Push; the channel is the subscription as JSON.</summary>
    Browser,

    /// <summary>The push hub of a server that runs on this machine; needs no channel.</summary>
    Local,
}

/// <summary>When the device wants no pushes that make a sound, in its own time zone; may span midnight.</summary>
/// <param name="From">Time of day, whole minutes.</param>
/// <param name="To">Time of day, whole minutes.</param>
public sealed record QuietHours(TimeSpan From, TimeSpan To);

/// <summary>How this device is reached.</summary>
public sealed record DeviceSettings
{
    /// <summary>The service that carries pushes.</summary>
    public required PushPlatform Platform { get; init; }

    /// <summary>What that service gave the app, at most 4096 characters; null for <see cref="PushPlatform.Local"/>. A secret.</summary>
    public string? Channel { get; init; }

    /// <summary>The language of texts on the lock screen (BCP 47, such as <c>zh-CN</c>); null for the server's default.</summary>
    public string? Locale { get; init; }

    /// <summary>The device's time zone (IANA, such as <c>Asia/Shanghai</c>); null when it does not matter.</summary>
    public string? TimeZone { get; init; }

    /// <summary>When the device wants quiet; null for never.</summary>
    public QuietHours? QuietHours { get; init; }
}

/// <summary>Where the registration of this device stands.</summary>
/// <param name="InstallationId">What names this installation to the server; kept when signing out.</param>
/// <param name="Settings">What the app wants; null while it has not registered.</param>
/// <param name="IsRegistered">Whether the server has confirmed just that; else it is sent again by itself.</param>
public sealed record DeviceStatus(string InstallationId, DeviceSettings? Settings, bool IsRegistered)
{
    /// <summary>Settings that the server took the device without, by their name, each with why; empty when it took them all.</summary>
    public IReadOnlyDictionary<string, string> Ignored { get; init; } = new Dictionary<string, string>();
}

/// <summary>A device of the person signed in, as the server knows it.</summary>
public sealed class RegisteredDevice
{
    /// <summary>What names the installation to the server.</summary>
    public required string InstallationId { get; init; }

    /// <summary>Whether it is the one this runs on.</summary>
    public bool IsThisDevice { get; init; }

    /// <summary>The service that carries its pushes; null when this SDK does not know it.</summary>
    public PushPlatform? Platform { get; init; }

    /// <summary>When it was registered first.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When it was heard of last.</summary>
    public DateTimeOffset RefreshedAt { get; init; }

    /// <summary>When it gets no more pushes unless it is heard of again; null when the server does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
