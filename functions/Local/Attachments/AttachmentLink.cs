using System.Buffers.Text;
using System.Security.Cryptography;
using ServerlessSupport.Attachments;

namespace ServerlessSupport.Local.Attachments;

/// <summary>What one address allows: to upload at most so many bytes of one file, or to download it under a name and type, until it expires.</summary>
internal sealed record AttachmentLink(LinkPurpose Purpose, AttachmentName Name, DateTimeOffset ExpiresAt, long MaxSize = 0, string? ContentType = null, string? ContentDisposition = null);

/// <summary>What an address is good for.</summary>
[JsonConverter(typeof(StrictEnumConverter<LinkPurpose>))]
internal enum LinkPurpose
{
    Upload,
    Download,
    Archive,
}

/// <summary>Signs links, so that whoever holds one needs nothing else. The key stays in the data folder.</summary>
internal sealed class AttachmentLinks(LocalOptions options, TimeProvider time)
{
    /// <summary>The file in the data folder that holds the key.</summary>
    public const string KeyFile = "attachments.key";

    private const int KeyLength = 32;
    private readonly byte[] _key = ReadKey(Path.Combine(options.DataFolder, KeyFile));

    public string Sign(AttachmentLink link)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(link, LinkJson.Default.AttachmentLink);
        return $"{Base64Url.EncodeToString(json)}.{Base64Url.EncodeToString(HMACSHA256.HashData(_key, json))}";
    }

    /// <summary>Null when this server did not sign it, for this purpose, or when it has expired.</summary>
    public AttachmentLink? Read(string token, LinkPurpose purpose)
    {
        var parts = token.Split('.');
        if (parts.Length != 2 || !Base64Url.IsValid(parts[0]) || !Base64Url.IsValid(parts[1]))
            return null;
        var json = Base64Url.DecodeFromChars(parts[0]);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, json), Base64Url.DecodeFromChars(parts[1])))
            return null;
        var link = JsonSerializer.Deserialize(json, LinkJson.Default.AttachmentLink)!;
        return link.Purpose == purpose && time.GetUtcNow() < link.ExpiresAt ? link : null;
    }

    public static byte[] ReadKey(string path) => PrivateFile.ReadOrMake(
        path, () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength)), Parse, "addresses of uploads and downloads given so far are void");

    private static byte[]? Parse(string text)
    {
        var read = new byte[KeyLength];
        return Convert.TryFromBase64String(text, read, out var length) && length == KeyLength ? read : null;
    }
}

[JsonSerializable(typeof(AttachmentLink))]
internal sealed partial class LinkJson : JsonSerializerContext;
