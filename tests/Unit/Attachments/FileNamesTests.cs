using System.Text;
using Microsoft.Net.Http.Headers;
using ServerlessSupport.Attachments;

namespace ServerlessSupport.Unit.Attachments;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("photo.png", "image/png", "photo.png")]
    [InlineData("Schlüssel 鍵 🔑.PNG", "image/png", "Schlüssel 鍵 🔑.png")]
    [InlineData("../../etc/passwd", "text/plain", "passwd.txt")]
    [InlineData("C:\\Users\\anna\\photo.jpeg", "image/jpeg", "photo.jpeg")]
    [InlineData("run.bat", "text/plain", "run.bat.txt")]
    [InlineData("page.html", "text/plain", "page.html.txt")]
    [InlineData("photo.png", "image/jpeg", "photo.png.jpg")]
    [InlineData("a\u202Egnp.exe", "image/png", "agnp.exe.png")]
    [InlineData("a\r\nSet-Cookie: x.png", "image/png", "aSet-Cookie x.png")]
    [InlineData("a\"b|c?.png", "image/png", "abc.png")]
    [InlineData("...", "image/png", "attachment.png")]
    [InlineData(".png", "image/png", "png.png")]
    [InlineData("folder/", "image/png", "attachment.png")]
    [InlineData("  report .pdf. ", "application/pdf", "report.pdf")]
    public void A_name_is_made_harmless_and_keeps_what_it_can(string given, string contentType, string clean) =>
        Assert.Equal(clean, FileNames.Clean(given, AttachmentType.Find(contentType)!));

    [Theory]
    [InlineData("x")]
    [InlineData("🔑")]
    [InlineData("y🔑")]
    public void A_long_name_is_cut_between_characters_and_keeps_its_extension(string unit)
    {
        var clean = FileNames.Clean(string.Concat(Enumerable.Repeat(unit, 200)) + ".png", AttachmentType.Find("image/png")!);

        Assert.InRange(clean.Length, AttachmentLimits.FileNameLength - 1, AttachmentLimits.FileNameLength);
        Assert.EndsWith(".png", clean, StringComparison.Ordinal);
        Assert.DoesNotContain(Rune.ReplacementChar, clean.EnumerateRunes());
    }

    [Fact]
    public void The_header_holds_any_name()
    {
        var header = new Attachment("id", "Schlüssel 鍵.txt", "text/plain", 1).ContentDisposition;

        Assert.StartsWith("attachment; filename=", header, StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''Schl%C3%BCssel%20%E9%8D%B5.txt", header, StringComparison.Ordinal);
        Assert.True(Ascii.IsValid(header));
    }

    [Theory]
    [InlineData("label.png")]
    [InlineData("My label.png")]
    [InlineData("Schlüssel 鍵 🔑.txt")]
    [InlineData("a!#$&+-.^_`|~%'(),;=@[]{}.md")]
    public void The_header_is_the_one_that_ASP_NET_Core_writes(string name)
    {
        var expected = new ContentDispositionHeaderValue("attachment");
        expected.SetHttpFileName(name);

        Assert.Equal(expected.ToString(), new Attachment("id", name, "text/plain", 1).ContentDisposition);
    }
}
