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
        foreach (var (other, content) in Samples)
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
    [InlineData("6161ff")]
    [InlineData("6100")]
    [InlineData("1b5b32")]
    [InlineData("e98d")]
    public async Task Text_that_is_not_valid_or_has_controls_is_no_text(string bytes) =>
        Assert.False(await IsAsync("text/plain", Convert.FromHexString(bytes)));

    [Fact]
    public async Task A_character_across_the_end_of_a_buffer_is_text_and_a_fault_after_it_is_found()
    {
        var text = Encoding.UTF8.GetBytes(new string('x', (16 * 1024) - 1) + "鍵" + new string('x', 40_000));

        Assert.True(await IsAsync("text/plain", text));
        Assert.False(await IsAsync("text/plain", [.. text, 0xFF]));
    }

    [Fact]
    public async Task An_AVIF_image_is_no_HEIC_image() =>
        Assert.False(await IsAsync("image/heic", [0, 0, 0, 24, .. "ftypavif"u8, 0, 0, 0, 0, .. "mif1miaf"u8, .. "heicheic"u8]));

    [Theory]
    [InlineData("application/zip")]
    [InlineData("image/svg+xml")]
    [InlineData("text/html")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_types_may_not_be_attached(string? contentType) => Assert.Null(AttachmentType.Find(contentType));

    private static Task<bool> IsAsync(string contentType, byte[] content) =>
        AttachmentType.Find(contentType)!.IsContentAsync(new MemoryStream(content), TestContext.Current.CancellationToken);
}
