namespace ServerlessSupport.Attachments;

/// <summary>
/// A type of file that may be attached: its media type, the extensions its names may have (the first is the usual one),
/// and how its content is told. Archives are not among them: what is inside could not be checked.
/// </summary>
public sealed record AttachmentType(string ContentType, IReadOnlyList<string> Extensions, Func<Stream, CancellationToken, Task<bool>> IsContentAsync)
{
    public static IReadOnlyList<AttachmentType> All { get; } =
    [
        new("image/png", [".png"], FileSignatures.IsPngAsync),
        new("image/jpeg", [".jpg", ".jpeg"], FileSignatures.IsJpegAsync),
        new("image/gif", [".gif"], FileSignatures.IsGifAsync),
        new("image/webp", [".webp"], FileSignatures.IsWebpAsync),
        new("image/heic", [".heic"], FileSignatures.IsHeicAsync),
        new("application/pdf", [".pdf"], FileSignatures.IsPdfAsync),
        // Names that a double click would run or show in a browser, as .bat or .html, get .txt.
        new("text/plain", [".txt", ".log", ".csv", ".md"], PlainText.IsPlainTextAsync),
    ];

    /// <summary>The type of this name; null when such files may not be attached.</summary>
    public static AttachmentType? Find(string? contentType) =>
        All.FirstOrDefault(type => type.ContentType.Equals(contentType, StringComparison.OrdinalIgnoreCase));
}
