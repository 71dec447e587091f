using System.Buffers.Binary;

namespace ServerlessSupport.Attachments;

/// <summary>Tells types of files by how they begin.</summary>
internal static class FileSignatures
{
    // Enough for every signature, the list of brands in an image of the HEIF family included.
    private const int HeadLength = 96;

    public static Task<bool> IsPngAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), cancellationToken);

    public static Task<bool> IsJpegAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]), cancellationToken);

    public static Task<bool> IsGifAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8), cancellationToken);

    public static Task<bool> IsWebpAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8), cancellationToken);

    public static Task<bool> IsPdfAsync(Stream content, CancellationToken cancellationToken) =>
        BeginsAsync(content, head => head.StartsWith("%PDF-"u8), cancellationToken);

    public static Task<bool> IsHeicAsync(Stream content, CancellationToken cancellationToken) => BeginsAsync(content, IsHeic, cancellationToken);

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

    private static async Task<bool> BeginsAsync(Stream content, Func<ReadOnlySpan<byte>, bool> matches, CancellationToken cancellationToken)
    {
        var head = new byte[HeadLength];
        var length = await content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return matches(head.AsSpan(0, length));
    }
}
