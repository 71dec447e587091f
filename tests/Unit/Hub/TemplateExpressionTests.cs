using FsCheck.Xunit;
using ServerlessSupport.Hub.Templates;

namespace ServerlessSupport.Unit.Hub;

public sealed class TemplateExpressionTests
{
    private static readonly Dictionary<string, string> Properties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["name"] = "Ann",
        ["title"] = "This is the title line",
        ["link"] = "a b&c/ü",
        ["odd"] = "ab😀cd",
    };

    [Theory]
    [InlineData("$(name)", "Ann")]
    [InlineData("$( name )", "Ann")]
    [InlineData("$(NAME)", "Ann")]
    [InlineData("$(missing)", "")]
    [InlineData("$(title, 7)", "This is")]
    [InlineData("$(title,100)", "This is the title line")]
    [InlineData(".(title, 20)", "This is the title...")]
    [InlineData(".(title, 22)", "This is the title line")]
    [InlineData(".(title, 2)", "..")]
    [InlineData("%(link)", "a%20b%26c%2F%C3%BC")]
    [InlineData("#(name)", "Ann")]
    [InlineData("{'Hello ' + $(name)}", "Hello Ann")]
    [InlineData("{ \"It's \" + .(title, 8) + '!' }", "It's This ...!")]
    [InlineData("{$(name)}", "Ann")]
    [InlineData("$(name) + '!'", "Ann!")]
    [InlineData("{'It''s ' + $(name)}", "It's Ann")]
    [InlineData("$(missing:{none \\} here})", "none } here")]
    [InlineData("$(name:{none})", "Ann")]
    [InlineData(".(missing:{nobody}, 5)", "no...")]
    [InlineData("{#(name)}", "Ann")]
    [InlineData("Costs $5 (about)", "Costs $5 (about)")]
    [InlineData("", "")]
    public void Says_what_the_language_promises(string value, string expected) =>
        Assert.Equal(expected, TemplateExpression.Parse(value).Evaluate(Properties));

    [Theory]
    [InlineData("$(name")]
    [InlineData("$()")]
    [InlineData("$(name) and more")]
    [InlineData("$(name, x)")]
    [InlineData("$(name, 99999999999)")]
    [InlineData("%(name, 3)")]
    [InlineData(".(name)")]
    [InlineData("{{$(name)}}")]
    [InlineData("{'Hello + $(name)}")]
    [InlineData("{'Hello' $(name)}")]
    [InlineData("{}")]
    [InlineData("$5")]
    [InlineData("...")]
    [InlineData("%")]
    [InlineData("$body")]
    [InlineData("$(a-b)")]
    [InlineData("$(name:{none)")]
    [InlineData("{#(name) + 'x'}")]
    public void Refuses_what_begins_as_an_expression_and_is_none(string value) =>
        Assert.Throws<FormatException>(() => TemplateExpression.Parse(value));

    [Property(MaxTest = 2_000)]
    public void Any_text_is_read_or_refused(FsCheck.NonNull<string> text)
    {
        foreach (var value in new[] { text.Get, "$(" + text.Get, "{" + text.Get, "{'a'+" + text.Get + "}", ".(a:{" + text.Get })
        {
            try
            {
                TemplateExpression.Parse(value).Evaluate(Properties);
            }
            catch (FormatException)
            {
                // The only way to refuse.
            }
        }
    }

    [Fact]
    public void Never_cuts_a_character_in_two() => Assert.Equal("ab", TemplateExpression.Parse("$(odd, 3)").Evaluate(Properties));

    [Property(MaxTest = 500)]
    public void Cuts_to_the_length_and_no_shorter_than_a_character_less(string? value, byte max)
    {
        var properties = new Dictionary<string, string> { ["p"] = value ?? "" };
        var cut = TemplateExpression.Parse($"$(p, {max})").Evaluate(properties);
        Assert.StartsWith(cut, value ?? "", StringComparison.Ordinal);
        Assert.InRange(cut.Length, Math.Min(max, value?.Length ?? 0) - 1, max);
        Assert.InRange(TemplateExpression.Parse($".(p, {max})").Evaluate(properties).Length, 0, max);
    }
}
