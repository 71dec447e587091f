using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Http;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit;

public sealed class WrittenTextTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \t\r\n\u00A0\u3000")]
    [InlineData("\u200B\u200B")]
    [InlineData("\u3164")]
    [InlineData("\u2800")]
    [InlineData("\u2060\uFEFF")]
    [InlineData("\u00AD")]
    [InlineData("\u202E")]
    [InlineData("\u200D\u200C\u200E\u200F\u061C")]
    [InlineData("\uFE0F\uFE0E")]
    [InlineData("\U000E0100")]
    [InlineData("\U000E0001\U000E0020")]
    [InlineData("\u115F\u1160\uFFA0\u17B4\u17B5\u034F\u180B\u180E")]
    [InlineData("\u0000\u0007\u001B\u0085")]
    [InlineData("\uFFFF\uFDD0")]
    public void What_nobody_can_see_is_empty(string? text)
    {
        Assert.True(WrittenText.IsEmpty(text));
        Assert.Null(WrittenText.OrNull(text));
        Assert.Equal("", WrittenText.OneLine(text));
        Assert.False(new RequiredTextAttribute().IsValid(text));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("\u200B.")]
    [InlineData("鍵")]
    [InlineData("🔑")]
    [InlineData("❤\uFE0F")]
    [InlineData("\u0301")]
    [InlineData("؀")]
    [InlineData("\uE000")]
    public void What_somebody_can_see_is_not(string text)
    {
        Assert.False(WrittenText.IsEmpty(text));
        Assert.True(new RequiredTextAttribute().IsValid(text));
    }

    [Fact]
    public void Every_text_that_is_required_must_have_something_to_see()
    {
        Assert.NotNull(Validation.Refuse(new SubmitRequest { Category = "question", Text = "\u3164" }, WireJson.Instance.SubmitRequest));
        Assert.NotNull(Validation.Refuse(new TextRequest { Text = "\u200B" }, WireJson.Instance.TextRequest));
    }

    [Theory]
    [InlineData("👨\u200D👩\u200D👧\u200D👦", 11)]
    [InlineData("👍🏽", 4)]
    [InlineData("e\u0301", 2)]
    [InlineData("🇩🇪", 4)]
    [InlineData("\u1112\u1161\u11AB", 3)]
    [InlineData("\u0915\u094D\u0937\u093F", 4)]
    [InlineData("\u0995\u09CD\u09B7", 3)]
    public void Text_is_cut_between_what_people_see_as_characters(string unit, int length)
    {
        var text = string.Concat(Enumerable.Repeat(unit, 20));

        for (var max = length; max <= text.Length; max++)
            Assert.Equal(max / length * length, Graphemes.Cut(text, max).Length);
    }
}
