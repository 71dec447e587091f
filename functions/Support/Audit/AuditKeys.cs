using System.Security.Cryptography;

namespace ServerlessSupport.Audit;

/// <summary>
/// Signs the lines of the audit record and the ends of its chains (HMAC-SHA-256), and tells whether a signature is right. Who has no key can neither change a line nor
/// make one up. The first key signs; the others only verify what was signed before it.
/// </summary>
public sealed class AuditKeys
{
    /// <summary>Bytes that a key has at least.</summary>
    public const int Length = 32;

    private readonly Dictionary<string, byte[]> _keys;

    public AuditKeys(byte[] current, params IEnumerable<byte[]> former)
    {
        CurrentId = IdOf(current);
        _keys = former.Append(current).DistinctBy(IdOf).ToDictionary(IdOf);
    }

    /// <summary>The id of the key that signs; it tells nothing of the key.</summary>
    public string CurrentId { get; }

    /// <summary>The keys of the settings, with one in place of <see cref="AuditOptions.Key"/> where that is kept elsewhere.</summary>
    public static AuditKeys Of(AuditOptions options, byte[]? current = null) => new(
        Parse(options.Key) ?? current ?? throw new InvalidOperationException($"{AuditOptions.Section}:{nameof(AuditOptions.Key)} is missing."), Split(options.FormerKeys).Select(key => Parse(key)!));

    /// <summary>A key from base64; null when it is none.</summary>
    public static byte[]? Parse(string? text)
    {
        var key = new byte[text?.Length ?? 0];
        return Convert.TryFromBase64String(text ?? "", key, out var length) && length >= Length ? key[..length] : null;
    }

    /// <summary>The texts between commas.</summary>
    internal static string[] Split(string? keys) => (keys ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The line as it is kept, signed.</summary>
    public FiledLine Sign(AuditLine line)
    {
        var json = JsonSerializer.Serialize(line, StorageJson.Instance.AuditLine);
        return FiledLine.Of(line, json, Mac(_keys[line.Key], json));
    }

    /// <summary>The end of a chain at this line, signed.</summary>
    public AuditHead End(FiledLine newest)
    {
        var head = new AuditHead(newest.Actor, newest.Number, newest.Mac, newest.KeptUntil, CurrentId, "");
        return head with { Mac = Mac(_keys[CurrentId], TextOf(head)) };
    }

    /// <summary>Whether the key that signed is known here; null where somebody took away which it was.</summary>
    public bool Knows(string? keyId) => keyId is not null && _keys.ContainsKey(keyId);

    /// <summary>Whether this text was signed so, with this key.</summary>
    public bool IsSigned(string json, string keyId, string mac) => _keys.TryGetValue(keyId, out var key) && Equal(Mac(key, json), mac);

    public bool IsSigned(AuditHead head) => IsSigned(TextOf(head), head.Key, head.Mac);

    private static string TextOf(AuditHead head) =>
        string.Create(CultureInfo.InvariantCulture, $"head {head.Actor} {head.Number} {head.LineMac} {head.KeptUntil?.UtcTicks} {head.Key}");

    private static string Mac(byte[] key, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));

    private static bool Equal(string a, string b) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(a), Encoding.ASCII.GetBytes(b));

    private static string IdOf(byte[] key) => Digest.Of("audit key", Convert.ToHexStringLower(key))[..8];
}
