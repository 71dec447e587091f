using System.Text;
using ServerlessSupport.Attachments;

namespace ServerlessSupport.Unit.Attachments;

public sealed class AttachmentTypeTests
{
    private static readonly Dictionary<string, byte[]> Samples = new()
    {
        ["image/png"] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13],
        ["image/jpeg"] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16],
        ["image/gif"] = [.. "GIF89a"u8, 1, 0],
        ["image/webp"] = [.. "RIFF"u8, 0x24, 0, 0, 0, .. "WEBPVP8 "u8],
        ["image/heic"] = [0, 0, 0, 24, .. "ftypmif1"u8, 0, 0, 0, 0, .. "mif1heic"u8],
        ["application/pdf"] = [.. "%PDF-1.7\n"u8, 0xE2, 0xE3],
        ["text/plain"] = Encoding.UTF8.GetBytes("\uFEFFEs klemmt.\r\n\t鍵が動かない 🔑\f"),
    };

    public static TheoryData<string> Types { get; } = [.. AttachmentType.All.Select(type => type.ContentType)];

    [Theory, MemberData(nameof(Types))]
    public async Task A_type_is_told_by_its_own_content_and_by_no_other(string contentType)
    {
        // The sample of a PDF has nothing that a text in Latin-1 could not have.
        foreach (var (other, content) in Samples.Where(sample => (contentType, sample.Key) != ("text/plain", "application/pdf")))
            Assert.Equal(other == contentType, await IsAsync(contentType, content));
        Assert.False(await IsAsync(contentType, "PK\u0003\u0004 a zip archive"u8.ToArray()));
        Assert.False(await IsAsync(contentType, [0x4D, 0x5A, 0x90, 0x00, 0x03]));
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_beginning_that_is_cut_short_is_not_of_the_type(string contentType)
    {
        if (contentType != "text/plain")
            Assert.False(await IsAsync(contentType, Samples[contentType][..2]));
    }

    [Theory]
    [InlineData("text in UTF-8 with a byte order mark", "EFBBBF67720D0A")]
    [InlineData("UTF-16, little end first", "FFFE650072000D000A00")]
    [InlineData("UTF-16, big end first", "FEFF00650072")]
    [InlineData("UTF-16 that was cut in the middle", "FFFE650072")]
    [InlineData("Latin-1", "6772FC6465")]
    [InlineData("GBK", "B4EDCEF30D0A")]
    [InlineData("UTF-8 that was cut in the middle", "61E98D")]
    [InlineData("colours", "1B5B33316D4552524F521B5B306D0A")]
    [InlineData("a line drawn anew", "35300825080D0A07")]
    [InlineData("an old end of file", "610D0A1A")]
    [InlineData("nothing", "")]
    public async Task Text_as_it_is_found_on_machines_is_taken(string what, string bytes) =>
        Assert.True(await IsAsync("text/plain", Convert.FromHexString(bytes)), what);

    [Theory]
    [InlineData("a program", "4D5A000001")]
    [InlineData("a NUL", "6100")]
    [InlineData("a NUL in UTF-16", "FFFE61000000")]
    [InlineData("half of a pair in UTF-16", "FFFE00D86100")]
    [InlineData("other controls", "6102")]
    [InlineData("UTF-16 without a byte order mark", "65007200")]
    [InlineData("gzip", "1F8B0808")]
    public async Task What_only_programs_and_archives_have_is_no_text(string what, string bytes) =>
        Assert.False(await IsAsync("text/plain", Convert.FromHexString(bytes)), what);

    [Fact]
    public async Task A_fault_is_found_after_the_first_buffer_too()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', (16 * 1024) - 1) + "鍵" + new string('x', 40_000));

        Assert.True(await IsAsync("text/plain", text));
        Assert.False(await IsAsync("text/plain", [.. text, 0x00]));
    }

    [Theory]
    [InlineData("\uFEFF%PDF-1.4\n")]
    [InlineData("\r\n\r\n%PDF-1.7\n")]
    [InlineData("\u001b%-12345X@PJL SET JOB\r\n%PDF-1.6\n")]
    public async Task A_PDF_may_have_lines_before_its_header(string content) =>
        Assert.True(await IsAsync("application/pdf", Encoding.UTF8.GetBytes(content)));

    [Theory]
    [InlineData("MZ\u0090 %PDF-1.4")]
    [InlineData("\u007fELF %PDF-1.4")]
    [InlineData("PK\u0003\u0004 %PDF-1.4")]
    [InlineData("#!/bin/sh\n%PDF-1.4")]
    [InlineData(" <html><script>%PDF-1.4")]
    [InlineData("no header")]
    public async Task What_begins_as_something_else_is_no_PDF(string content) =>
        Assert.False(await IsAsync("application/pdf", Encoding.UTF8.GetBytes(content)));

    [Fact]
    public async Task The_header_of_a_PDF_stands_in_the_first_kilobyte()
    {
        Assert.True(await IsAsync("application/pdf", [.. new byte[1019], .. "%PDF-1.7"u8]));
        Assert.False(await IsAsync("application/pdf", [.. new byte[1020], .. "%PDF-1.7"u8]));
    }

    [Theory]
    [InlineData("text/plain; charset=utf-8", "text/plain")]
    [InlineData(" Text/Plain;charset=\"UTF-8\"; x=y", "text/plain")]
    [InlineData("text/plain;", "text/plain")]
    [InlineData("text/csv", "text/plain")]
    [InlineData("text/markdown; variant=GFM", "text/plain")]
    [InlineData("image/jpg", "image/jpeg")]
    [InlineData("IMAGE/PJPEG", "image/jpeg")]
    [InlineData("image/heif", "image/heic")]
    [InlineData("image/x-png", "image/png")]
    [InlineData("application/x-pdf", "application/pdf")]
    public void A_type_is_known_by_its_names_in_daily_use_and_with_parameters(string given, string contentType) =>
        Assert.Equal(contentType, AttachmentType.Find(given)?.ContentType);

    [Fact]
    public async Task An_AVIF_image_is_no_HEIC_image() =>
        Assert.False(await IsAsync("image/heic", [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0, .. "mif1miaf"u8, .. "heicheic"u8]));

    [Theory]
    [InlineData("application/zip")]
    [InlineData("image/svg+xml")]
    [InlineData("text/html")]
    [InlineData("text/html; text/plain")]
    [InlineData("text/plainly")]
    [InlineData("; text/plain")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_types_may_not_be_attached(string? contentType) => Assert.Null(AttachmentType.Find(contentType));

    private static Task<bool> IsAsync(string contentType, byte[] content) =>
        AttachmentType.Find(contentType)!.IsContentAsync(new MemoryStream(content), TestContext.Current.CancellationToken);
}
