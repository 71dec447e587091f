using System.Buffers.Binary;

namespace ServerlessSupport.Attachments;

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
