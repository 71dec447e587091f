using System.Text;
using Microsoft.Net.Http.Headers;
using ServerlessSupport.Attachments;
using ServerlessSupport.Tickets;

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
    [InlineData("a\r\nSet-Cookie: x.png", "image/png", "a Set-Cookie x.png")]
    [InlineData("a\"b|c?.png", "image/png", "abc.png")]
    [InlineData("...", "image/png", "attachment.png")]
    [InlineData(".png", "image/png", "png.png")]
    [InlineData(".\u05C1x.png", "image/png", "x.png")]
    [InlineData("folder/", "image/png", "attachment.png")]
    [InlineData("  report .pdf. ", "application/pdf", "report.pdf")]
    public void A_name_is_made_harmless_and_keeps_what_it_can(string given, string contentType, string clean) =>
        Assert.Equal(clean, FileNames.Clean(given, AttachmentType.Find(contentType)!));

    [Theory]
    [InlineData("CON.png", "_CON.png")]
    [InlineData("nul", "_nul.png")]
    [InlineData("Aux.tar.png", "_Aux.tar.png")]
    [InlineData("PRN .png", "_PRN.png")]
    [InlineData("com0.png", "_com0.png")]
    [InlineData("COM¹.png", "_COM¹.png")]
    [InlineData("lpt9.old.png", "_lpt9.old.png")]
    [InlineData("CONIN$.png", "_CONIN$.png")]
    [InlineData("\u200BNUL.png", "_NUL.png")]
    [InlineData("console.png", "console.png")]
    [InlineData("COM10.png", "COM10.png")]
    [InlineData("auxiliary.png", "auxiliary.png")]
    public void A_name_that_Windows_keeps_for_a_device_becomes_one_it_can_save(string given, string clean) => Assert.Equal(clean, Png(given));

    [Theory]
    [InlineData("می\u200Cخواهم.png")]
    [InlineData("क्\u200Dष.png")]
    [InlineData("ක්\u200Dරී.png")]
    [InlineData("👨\u200D👩\u200D👧.png")]
    [InlineData("👍🏽.png")]
    [InlineData("❤\uFE0F.png")]
    [InlineData("1\uFE0F\u20E3.png")]
    [InlineData("葛\U000E0100城.png")]
    [InlineData("🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F.png")]
    [InlineData("Cafe\u0301.png")]
    [InlineData("ภาพที่ ๑.png")]
    [InlineData("صورة.png")]
    [InlineData("תמונה.png")]
    [InlineData("한글.png")]
    public void What_makes_a_name_of_a_living_language_readable_stays(string name) => Assert.Equal(name, Png(name));

    [Theory]
    [InlineData("in\u200Bvoice.png", "invoice.png")]
    [InlineData("in\u200Dvoice.png", "invoice.png")]
    [InlineData("in\uFE0Fvoice.png", "invoice.png")]
    [InlineData("in\u00ADvoice\u2060\uFEFF.png", "invoice.png")]
    [InlineData("photo\u202Egpj.exe", "photogpj.exe.png")]
    [InlineData("photo\u2066\u200Fx\u061C.png", "photox.png")]
    [InlineData("❤\uFE0F\uFE0F\uFE0F.png", "❤\uFE0F.png")]
    [InlineData("می\u200C\u200C\u200Cخ.png", "می\u200Cخ.png")]
    [InlineData("a\U000E0061\U000E0062b.png", "ab.png")]
    [InlineData("a\u3164\uFFA0\u115Fb.png", "ab.png")]
    [InlineData("\u3164", "attachment.png")]
    [InlineData("\u0301\u0302", "attachment.png")]
    [InlineData("photo.png        \u2003\u3000  .exe", "photo.png .exe.png")]
    [InlineData("a\u2028b\u0000c\td.png", "a bc d.png")]
    public void Invisible_tricks_go(string given, string clean) => Assert.Equal(clean, Png(given));

    [Theory]
    [InlineData("x", 1)]
    [InlineData("é", 2)]
    [InlineData("e\u0301", 3)]
    [InlineData("鍵", 3)]
    [InlineData("🔑", 4)]
    [InlineData("👨\u200D👩\u200D👧", 18)]
    [InlineData("🇩🇪", 8)]
    public void A_long_name_is_cut_between_characters_to_what_file_systems_take_and_keeps_its_extension(string unit, int bytes)
    {
        var clean = Png(string.Concat(Enumerable.Repeat(unit, 200)) + ".png");

        var length = Encoding.UTF8.GetByteCount(clean);
        var kept = Math.Min(200, (AttachmentLimits.FileNameBytes - 4) / bytes);
        Assert.Equal((kept * bytes) + 4, length);
        Assert.Equal(string.Concat(Enumerable.Repeat(unit, kept)) + ".png", clean);
    }

    [Fact]
    public void A_character_that_is_longer_than_a_name_is_cut_between_code_points() =>
        Assert.Equal(255, Encoding.UTF8.GetByteCount(Png("e" + new string('\u0301', 600))));

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

    private static string Png(string name) => FileNames.Clean(name, AttachmentType.Find("image/png")!);
}
