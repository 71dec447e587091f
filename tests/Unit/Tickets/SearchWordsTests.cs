using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Tickets;

public sealed class SearchWordsTests
{
    [Theory]
    [InlineData("Where is my parcel?", "where is my parcel")]
    [InlineData("Größe der Straße", "grosse groesse der strasse")]
    [InlineData("Ärger, MÜLLER", "arger aerger muller mueller")]
    [InlineData("café naïve Ångström Łódź smørrebrød", "cafe naive ångström lodz smorrebrod")]
    [InlineData("e\u0301te\u0301", "ete")]
    [InlineData("ann.smith+news@example.com", "ann smith news example com")]
    [InlineData("order #4711-A", "order 4711 a")]
    [InlineData("ＡＢＣ１２３ ﬁne", "abc123 fine")]
    [InlineData("ΌΔΟΣ", "οδοσ")]
    [InlineData("Ёлка Йод", "елка иод")]
    [InlineData("退款", "退款 款")]
    [InlineData("iPhone手机坏了", "iphone 手机 机坏 坏了 了")]
    [InlineData("한국어 문의", "한국어 문의")]
    [InlineData("हिन्दी", "हिन्दी")]
    [InlineData("🧭 \u0001 — ", "")]
    [InlineData(null, "")]
    public void A_text_is_cut_into_its_words(string? text, string words) =>
        Assert.Equal(Normal(words), SearchWords.In(text));

    [Fact]
    public void A_text_of_plain_letters_is_cut_as_it_would_be_beside_others()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(120)).Select(_ => random.Next(6) == 0 ? ' ' : (char)random.Next(1, 128)));

            Assert.Equal([.. SearchWords.In(text), "e"], SearchWords.In(text + " é"));
            Assert.Equal([.. SearchWords.Asked(text), "e"], SearchWords.Asked(text + " é"));
        }
    }

    [Theory]
    [InlineData("Straße", "STRASSE")]
    [InlineData("Müller", "muller")]
    [InlineData("Müller", "Mueller")]
    [InlineData("Mueller", "Mueller")]
    [InlineData("café", "CAFE")]
    [InlineData("cafe", "Café")]
    [InlineData("the parcels", "parcel")]
    [InlineData("我的退款在哪里", "退款")]
    [InlineData("我的退款在哪里", "退")]
    [InlineData("我的退款在哪里", "里")]
    [InlineData("ann.smith@example.com", "ann.smith@example.com")]
    [InlineData("ann.smith@example.com", "smith exam")]
    [InlineData("注文の状況", "注文")]
    [InlineData("한국어를", "한국어")]
    public void It_is_found_however_it_is_written(string text, string query) =>
        Assert.True(SearchQuery.Of(query)!.Matches([.. SearchWords.In(text)]));

    [Theory]
    [InlineData("the parcels", "arcel")]
    [InlineData("the parcels", "parcel lost")]
    [InlineData("我的退款在哪里", "退在")]
    [InlineData("Mueller", "Müllner")]
    public void What_is_not_there_is_not_found(string text, string query) =>
        Assert.False(SearchQuery.Of(query)!.Matches([.. SearchWords.In(text)]));

    [Theory]
    [InlineData("")]
    [InlineData(" - 🧭 ")]
    public void A_query_without_letters_and_digits_is_none(string query) => Assert.Null(SearchQuery.Of(query));

    [Fact]
    public void A_ticket_is_found_by_its_reference_in_every_way_of_writing_it()
    {
        var ticket = Some.OpenTicket();
        var words = SearchWords.Of(ticket, 200);
        var sloppy = ticket.Reference.Replace('0', 'O').Replace('1', 'l');

        foreach (var query in new[] { ticket.Reference, ticket.Reference.Replace("-", "", StringComparison.Ordinal), ticket.Reference.ToLowerInvariant(), sloppy, ticket.Reference[..4] })
            Assert.True(SearchQuery.Of(query)!.Matches(words), query);
        Assert.False(SearchQuery.Of("ZZZZ-ZZZZ")!.Matches(words));
    }

    [Fact]
    public void Half_a_character_ends_a_word() => Assert.Equal(["a", "b"], SearchWords.In("a\ud800b"));

    [Fact]
    public void A_word_that_looks_like_a_reference_is_found_as_a_word()
    {
        Assert.NotNull(TicketReference.Read("services"));

        Assert.True(SearchQuery.Of("services")!.Matches([.. SearchWords.In("Other services")]));
    }

    [Fact]
    public void Of_a_long_ticket_the_newest_texts_count_before_older_ones()
    {
        var ticket = Some.OpenTicket();
        for (var i = 0; i < 100; i++)
            ticket = ticket.Append(new() { Kind = EntryKind.Note, At = ticket.UpdatedAt, By = ActorRole.Agent, Text = $"number{i} other{i}" });

        var words = SearchWords.Of(ticket, 50);

        Assert.Equal(50, words.Count);
        Assert.Contains("number99", words);
        Assert.DoesNotContain("number0", words);
        Assert.Contains("number0", SearchWords.Of(ticket, SearchWords.MaxWords));
    }

    private static IEnumerable<string> Normal(string words) =>
        words.Length == 0 ? [] : words.Split(' ').SelectMany(word => word == "ångström" ? ["angstrom", "angstroem"] : new[] { word.Normalize(System.Text.NormalizationForm.FormKD) });
}
