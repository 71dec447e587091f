using System.Text.Json.Serialization;
using Microsoft.Net.Http.Headers;

namespace ServerlessSupport.Attachments;

/// <summary>A file on a ticket's timeline, checked before it got there; its name is safe to save under.</summary>
public sealed record Attachment(string Id, string FileName, string ContentType, long Size)
{
    /// <summary>The header under which it is served: never shown in place, always saved.</summary>
    [JsonIgnore]
    public string ContentDisposition
    {
        get
        {
            var header = new ContentDispositionHeaderValue("attachment");
            header.SetHttpFileName(FileName);
            return header.ToString();
        }
    }
}
