using System.Text.Json;
using System.Xml.Linq;
using FsCheck.Xunit;
using ServerlessSupport.Hub.Templates;

namespace ServerlessSupport.Unit.Hub;

public sealed class PayloadTemplateTests
{
    private static string Render(string template, params (string Name, string Value)[] properties) =>
        PayloadTemplate.Parse(template).Render(properties.ToDictionary(property => property.Name, property => property.Value));

    [Fact]
    public void A_json_template_is_filled_where_its_values_are_expressions() =>
        Assert.Equal(
            """{"aps":{"alert":{"title":"Hi Ann","body":"News"},"badge":3},"list":["x","News",true,null]}""",
            Render(
                """{"aps":{"alert":{"title":"{'Hi ' + $(name)}","body":"$(text)"},"badge":3},"list":["x","$(text)",true,null]}""",
                ("name", "Ann"), ("text", "News")));

    [Theory]
    [InlineData("40", "40")]
    [InlineData("0.5e-3", "0.5e-3")]
    [InlineData("040", "\"040\"")]
    [InlineData("-1", "\"-1\"")]
    [InlineData("forty", "\"forty\"")]
    [InlineData("1\n", "\"1\\n\"")]
    public void A_number_is_one_where_its_text_allows(string value, string json)
    {
        Assert.Equal($$"""{"n":{{json}}}""", Render("""{"n":"#(n)"}""", ("n", value)));
        Assert.Equal(JsonValueKind.String, JsonElement.Parse(Render("""{"n":"{#(n)}"}""", ("n", value))).GetProperty("n").ValueKind);
    }

    [Property(MaxTest = 300)]
    public void No_text_breaks_out_of_json(FsCheck.UnicodeString text)
    {
        var value = text.Get ?? "";
        // Half a character has no UTF-8 form.
        var writable = string.Concat(value.EnumerateRunes());
        Assert.Equal(writable, JsonElement.Parse(Render("""{"t":"$(t)"}""", ("t", value))).GetProperty("t").GetString());
    }

    [Property(MaxTest = 300)]
    public void No_text_breaks_out_of_xml(FsCheck.UnicodeString text)
    {
        var value = text.Get ?? "";
        var rendered = XElement.Parse(Render("""<toast launch="$(t)"><text>$(t)</text></toast>""", ("t", value)), LoadOptions.PreserveWhitespace);
        Assert.Equal(["launch"], rendered.Attributes().Select(attribute => attribute.Name.LocalName));
        Assert.Equal(["text"], rendered.Descendants().Select(element => element.Name.LocalName));
        var readable = string.Concat(value.EnumerateRunes().Where(rune => !rune.IsBmp || System.Xml.XmlConvert.IsXmlChar((char)rune.Value)));
        Assert.Equal(readable.ReplaceLineEndings("\n"), rendered.Value.ReplaceLineEndings("\n"));
    }

    [Property(MaxTest = 1_000)]
    public void Any_text_is_a_template_or_refused(FsCheck.NonNull<string> text)
    {
        foreach (var body in new[] { text.Get, $"<t>{text.Get}</t>", $"<t a=\"{text.Get}\"/>", $$"""{"a":"{{text.Get}}"}""" })
        {
            try
            {
                Render(body, ("t", text.Get));
            }
            catch (FormatException)
            {
                // The only way to refuse.
            }
        }
    }

    [Fact]
    public void What_xml_cannot_hold_is_left_out_and_half_a_character_is_marked() =>
        Assert.Equal("<t>abc\ufffd</t>", Render("<t>$(t)</t>", ("t", "a\0b\u001fc\ud83d")));

    [Fact]
    public void An_xml_template_keeps_what_is_no_expression() =>
        Assert.Equal(
            "<toast><text id=\"1\">A &lt;b&gt; &amp; c</text><text>is new</text></toast>",
            Render("<toast><text id=\"1\">$(a)</text><text>is new</text></toast>", ("a", "A <b> & c")));

    [Theory]
    [InlineData("{\"a\":\"\\ud800\"}")]
    [InlineData("{\"a\":1,\"a\":2}")]
    [InlineData("not json")]
    [InlineData("<open>")]
    [InlineData("<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>")]
    [InlineData("""{"a":"$(x"}""")]
    [InlineData("<a>$(x</a>")]
    public void A_template_that_cannot_be_read_is_refused_at_once(string template) =>
        Assert.Throws<FormatException>(() => PayloadTemplate.Parse(template));
}
