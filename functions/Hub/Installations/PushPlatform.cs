namespace ServerlessSupport.Hub.Installations;

/// <summary>A platform as the hub knows it: its name in installations, its name as a notification's format, and how much it takes.</summary>
internal sealed record PushPlatform(string Name, string? Format, int MaxBytes)
{
    public static readonly PushPlatform Apns = new("apns", "apple", 4096);
    public static readonly PushPlatform FcmV1 = new("fcmv1", "fcmv1", 4096);
    public static readonly PushPlatform Wns = new("wns", "windows", 5 * 1024);
    public static readonly PushPlatform Browser = new("browser", "browser", 4096);

    /// <summary>A connection to this machine. Only the product registers such.</summary>
    public static readonly PushPlatform Local = new("local", null, int.MaxValue);

    private static readonly PushPlatform[] All = [Apns, FcmV1, Wns, Browser, Local];

    public static PushPlatform? Find(string? name) => All.FirstOrDefault(platform => platform.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public static PushPlatform? OfFormat(string format) => All.FirstOrDefault(platform => format.Equals(platform.Format, StringComparison.OrdinalIgnoreCase));
}
