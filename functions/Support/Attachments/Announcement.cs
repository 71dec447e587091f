using System.Buffers.Text;
using System.Text;

namespace ServerlessSupport.Attachments;

/// <summary>
/// What somebody said they will upload. It travels with the upload and is stored nowhere else, and yet cannot be
/// changed: the attachment's id is a digest of it, of the ticket and of who announced it, and only this server hands
/// out an address that makes a file of that name.
/// </summary>
public sealed record Announcement(string Nonce, string FileName, string ContentType, long Size)
{
    private const int MaxLength = 4096;

    /// <summary>The one id under which this caller may attach this to the ticket.</summary>
    public string IdFor(string ticketId, Caller caller) => Digest.Of(
        "attachment", ticketId, caller.Role.ToString(), caller.Key, Nonce, FileName, ContentType, Size.ToString(CultureInfo.InvariantCulture));

    /// <summary>As a header's value.</summary>
    public string Encode() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this, StorageJson.Instance.Announcement));

    /// <summary>Null when the text is none that <see cref="Encode"/> made.</summary>
    public static Announcement? Decode(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || !Base64Url.IsValid(text))
            return null;
        try
        {
            var json = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text));
            return JsonSerializer.Deserialize(json, StorageJson.Instance.Announcement) is { Nonce: not null, FileName: not null, ContentType: not null } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
