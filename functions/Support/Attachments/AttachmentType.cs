using System.Buffers.Binary;

namespace ServerlessSupport.Attachments;

/// <summary>
/// A type of file that may be attached: its media type, the extensions its names may have (the first is the usual one),
/// how its content is told, and what else programs call it. Archives are not among them: what is inside could not be checked.
/// </summary>
public sealed record AttachmentType(string ContentType, IReadOnlyList<string> Extensions, Func<Stream, CancellationToken, Task<bool>> IsContentAsync, params IReadOnlyList<string> Aliases)
{
    public static IReadOnlyList<AttachmentType> All { get; } =
    [
        new("image/png", [".png"], FileSignatures.IsPngAsync, "image/x-png", "image/apng"),
        new("image/jpeg", [".jpg", ".jpeg"], FileSignatures.IsJpegAsync, "image/jpg", "image/pjpeg", "image/jfif"),
        new("image/gif", [".gif"], FileSignatures.IsGifAsync),
        new("image/webp", [".webp"], FileSignatures.IsWebpAsync),
        new("image/heic", [".heic"], FileSignatures.IsHeicAsync, "image/heif", "image/heic-sequence", "image/heif-sequence"),
        new("application/pdf", [".pdf"], FileSignatures.IsPdfAsync, "application/x-pdf"),
        // Names that a double click would run or show in a browser, as .bat or .html, get .txt.
        new("text/plain", [".txt", ".log", ".csv", ".md"], PlainText.IsPlainTextAsync, "text/csv", "text/markdown", "text/x-markdown", "text/x-log", "text/log", "text/tab-separated-values"),
    ];

    /// <summary>The type of this name, whatever parameters follow it (RFC 9110 8.3.1); null when such files may not be attached.</summary>
    public static AttachmentType? Find(string? contentType)
    {
        var name = contentType?.Split(';', 2)[0].Trim();
        return All.FirstOrDefault(type => type.Aliases.Prepend(type.ContentType).Contains(name, StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>Tells types of files by how they begin.</summary>
internal static class FileSignatures
{
    // Enough for every signature, the list of brands in an image of the HEIF family included.
    private const int HeadLength = 96;

    // Readers of PDF look for its header in so many bytes: printers and mail programs put lines of their own before it.
    private const int PdfHeadLength = 1024;

    public static Task<bool> IsPngAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), cancellationToken);

    public static Task<bool> IsJpegAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]), cancellationToken);

    public static Task<bool> IsGifAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8), cancellationToken);

    public static Task<bool> IsWebpAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8), cancellationToken);

    public static Task<bool> IsPdfAsync(Stream content, CancellationToken cancellationToken) => BeginsAsync(content, IsPdf, cancellationToken, PdfHeadLength);

    public static Task<bool> IsHeicAsync(Stream content, CancellationToken cancellationToken) => BeginsAsync(content, IsHeic, cancellationToken);

    // What would be something else to a program that looks at the first bytes is no PDF, whatever comes later.
    private static bool IsPdf(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("%PDF-"u8);
        var before = head[..Math.Max(at, 0)].TrimStart(" \t\r\n"u8);
        return at >= 0 && !before.StartsWith("MZ"u8) && !before.StartsWith("\u007fELF"u8) && !before.StartsWith("PK"u8) && !before.StartsWith("#!"u8) && !before.Contains((byte)'<');
    }

    // ISO/IEC 23008-12: a file type box whose brands, the major one or a compatible one, name HEVC images.
    private static bool IsHeic(ReadOnlySpan<byte> head)
    {
        if (head.Length < 16 || !head[4..].StartsWith("ftyp"u8))
            return false;
        var box = head[..(int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(head), (uint)head.Length)];
        for (var at = 8; at + 4 <= box.Length; at += at == 8 ? 8 : 4)
        {
            if (box[at..].StartsWith("heic"u8) || box[at..].StartsWith("heix"u8) || box[at..].StartsWith("heim"u8) || box[at..].StartsWith("heis"u8))
                return true;
        }

        return false;
    }

    private static async Task<bool> BeginsAsync(Stream content, Func<ReadOnlySpan<byte>, bool> matches, CancellationToken cancellationToken, int headLength = HeadLength)
    {
        var head = new byte[headLength];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return matches(head.AsSpan(0, length));
    }
}
