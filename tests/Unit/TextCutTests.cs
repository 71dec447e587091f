using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Xunit;

namespace ServerlessSupport.Unit;

public sealed class TextCutTests
{
    [Theory]
    [InlineData("👨‍👩‍👧‍👦", "a family")]
    [InlineData("👍🏽", "a colour of skin")]
    [InlineData("e\u0301", "an accent")]
    [InlineData("🇩🇪", "a flag")]
    [InlineData("\u1112\u1161\u11ab", "a syllable of Hangul")]
    [InlineData("\u0915\u094d\u0937\u093f", "joined consonants")]
    [InlineData("\u0d15\u0d4d\u200d\u0d37", "consonants joined by two signs")]
    [InlineData("❤️‍🔥", "a sign that is shown as a picture")]
    public void What_people_see_as_one_character_is_never_cut(string character, string what)
    {
        foreach (var lead in (string[])["", "a", "ab", "abc", "é", "漢"])
        {
            var text = lead + string.Concat(Enumerable.Repeat(character, 40));
            for (var bytes = 0; bytes < 120; bytes++)
            {
                var cut = TextCut.ToBytes(text, bytes);
                Assert.True(Encoding.UTF8.GetByteCount(cut) <= bytes);
                // A character that is longer than all the room is the only one that may be cut.
                Assert.True((cut.Length - lead.Length) % character.Length == 0 || bytes < Encoding.UTF8.GetByteCount(lead + character), $"{what}, {bytes} bytes: {cut}");
            }
        }
    }

    [Property(MaxTest = 300)]
    public bool A_cut_text_is_a_beginning_of_it_and_takes_as_much_as_fits(NonNull<string> text, byte bytes)
    {
        var cut = TextCut.ToBytes(text.Get, bytes);
        var next = StringInfo.GetNextTextElementLength(text.Get.AsSpan(cut.Length));
        return text.Get.StartsWith(cut, StringComparison.Ordinal) && (cut == text.Get || Encoding.UTF8.GetByteCount(text.Get.AsSpan(0, cut.Length + next)) > bytes || cut.EndsWith('\u094d'));
    }

    [Fact]
    public void A_character_that_is_longer_than_all_the_room_is_cut_at_a_code_point()
    {
        var towers = "z" + new string('\u0335', 5_000);

        Assert.Equal("z" + new string('\u0335', 49), TextCut.ToBytes(towers, 100));
        Assert.Equal("👨", TextCut.ToBytes("👨‍👩‍👧‍👦", 6));
    }

    [Theory]
    [InlineData("short", 10, "short")]
    [InlineData("exactly 10", 10, "exactly 10")]
    [InlineData("longer than ten", 10, "longer th…")]
    [InlineData("spaces at   the cut", 12, "spaces at…")]
    [InlineData("a flag 🇩🇪🇫🇷", 12, "a flag 🇩🇪…")]
    public void What_is_left_out_of_a_title_is_an_ellipsis(string text, int length, string title) => Assert.Equal(title, TextCut.ToLength(text, length));
}
