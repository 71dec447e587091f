using System.Net.Http.Headers;
using System.Text.Json.Serialization;

namespace ServerlessSupport.Attachments;

/// <summary>A file on a ticket's timeline, checked before it got there; its name is safe to save under.</summary>
public sealed record Attachment(string Id, string FileName, string ContentType, long Size)
{
    /// <summary>The header under which it is served: never shown in place, always saved.</summary>
    [JsonIgnore]
    public string ContentDisposition => new ContentDispositionHeaderValue("attachment")
    {
        // For what does not know RFC 6266.
        FileName = string.Concat(FileName.Select(c => c is >= ' ' and <= '~' ? c : '_')),
        FileNameStar = FileName,
    }.ToString();
}
