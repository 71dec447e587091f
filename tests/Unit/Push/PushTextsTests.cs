using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class PushTextsTests
{
    private static readonly string[] Kinds = ["progress", "result", "status", "reminder", "test"];

    [Theory]
    [InlineData(null, "en")]
    [InlineData("", "en")]
    [InlineData("en-GB", "en")]
    [InlineData("zh", "zh")]
    [InlineData("ZH-cn", "zh")]
    [InlineData("zh-Hant-TW", "zh")]
    [InlineData("fr-CA", "en")]
    [InlineData("zhx", "en")]
    public void A_locale_gets_the_language_that_fits_it_best(string? locale, string language) => Assert.Equal(language, ServerTexts.LanguageFor(locale));

    [Fact]
    public void Each_language_has_a_text_of_its_own_for_each_push()
    {
        Assert.Equal(["en", "zh"], ServerTexts.Languages);
        foreach (var kind in Kinds)
        {
            var texts = PushTexts.Of(kind, 3);
            Assert.All(texts.Values, text => Assert.True(text is { Title.Length: > 0, Body.Length: > 0 }));
            Assert.Equal(texts.Count, texts.Values.Select(text => text.Body).Distinct().Count());
        }
    }

    [Fact]
    public void Each_language_has_every_text_and_no_other()
    {
        Assert.All(ServerTexts.Languages, language => Assert.Equal(ServerTexts.Keys(ServerTexts.DefaultLanguage).Order(), ServerTexts.Keys(language).Order()));
        Assert.All(ServerTexts.Keys("en"), key => Assert.NotEqual(ServerTexts.Find("en", key, "x"), ServerTexts.Find("zh", key, "x")));
    }

    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh")]
    [InlineData("en;q=0.5, zh-TW", "zh")]
    [InlineData("fr, de;q=0.9, en-GB;q=0.1", "en")]
    [InlineData("zh;q=0, en;q=0.1", "en")]
    [InlineData("*", null)]
    [InlineData("fr", null)]
    [InlineData("zh;q=much", null)]
    [InlineData(null, null)]
    public void The_language_of_a_request_is_the_best_that_it_names(string? header, string? language) => Assert.Equal(language, ServerTexts.LanguageOf(header));

    [Fact]
    public void A_reminder_says_which_it_is_in_each_language() =>
        Assert.All(PushTexts.Of("reminder", 3).Values, text => Assert.Contains("3", text.Body, StringComparison.Ordinal));
}
