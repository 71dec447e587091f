namespace ServerlessSupport.Hub.Installations;

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
