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
