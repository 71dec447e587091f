using System.Buffers;
using System.Net.Http.Headers;

namespace ServerlessSupport.Tickets;

/// <summary>A file on a ticket's timeline, checked before it got there; its name is safe to save under.</summary>
public sealed record Attachment(string Id, string FileName, string ContentType, long Size)
{
    /// <summary>The header under which it is served: never shown in place, always saved.</summary>
    [JsonIgnore]
    public string ContentDisposition => $"{Ascii()}; filename*=UTF-8''{Encoded()}";

    // For what does not know RFC 6266.
    private ContentDispositionHeaderValue Ascii() => new("attachment") { FileName = string.Concat(FileName.Select(c => c is >= ' ' and <= '~' ? c : '_')) };

    // RFC 8187, section 3.2.1.
    private string Encoded() => string.Concat(Encoding.UTF8.GetBytes(FileName).Select(b => Plain.Contains(b) ? ((char)b).ToString() : $"%{b:X2}"));

    private static readonly SearchValues<byte> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&+-.^_`|~"u8);
}
