using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Unit.Hub;

/// <summary>Tag expressions against an evaluator too plain to be wrong: it substitutes truth values and reduces the text.</summary>
public sealed class TagExpressionTests
{
    private static readonly string[] Names = ["a", "b:1", "role:agent", "x_y", "$InstallationId:{phone-1}"];

    // Six tags at most, which every form may have.
    private static readonly Gen<string> Expressions = Gen.Choose(1, 6).SelectMany(tags => Build(tags, depth: 8));

    [Property(MaxTest = 1_000)]
    public Property Means_what_the_plain_evaluator_says() =>
        Prop.ForAll(Expressions.ToArbitrary(), Gen.SubListOf(Names).ToArbitrary(), (expression, tags) =>
            Assert.Equal(Plain(expression, [.. tags]), TagParser.Parse(expression).Matches(tags.ToHashSet())));

    [Property(MaxTest = 1_000)]
    public Property Everyone_meant_carries_one_of_the_tags_that_must_be_carried() =>
        Prop.ForAll(Expressions.ToArbitrary(), Gen.SubListOf(Names).ToArbitrary(), (expression, tags) =>
        {
            var node = TagParser.Parse(expression);
            Assert.False(node.Matches(tags.ToHashSet()) && node.AnyOf is { } any && !any.Intersect(tags).Any());
        });

    [Property(MaxTest = 2_000)]
    public void Any_text_is_read_or_refused(FsCheck.NonNull<string> text)
    {
        try
        {
            TagParser.Parse(text.Get);
        }
        catch (FormatException)
        {
            // The only way to refuse.
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a &&")]
    [InlineData("a b")]
    [InlineData("(a || b")]
    [InlineData("a | b")]
    [InlineData("a, b")]
    [InlineData("!")]
    [InlineData("$InstallationId:{}")]
    [InlineData("$Other:{a}")]
    [InlineData("a=b")]
    [InlineData("{a}")]
    public void What_is_no_expression_is_refused(string text) => Assert.Throws<FormatException>(() => TagParser.Parse(text));

    [Fact]
    public void Expressions_are_as_large_as_the_service_allows()
    {
        Assert.NotNull(TagParser.Parse(string.Join(" || ", Enumerable.Range(0, 20).Select(i => $"{i:D120}"))));
        Assert.Throws<FormatException>(() => TagParser.Parse(string.Join(" || ", Enumerable.Range(0, 21).Select(i => $"t{i}"))));
        Assert.NotNull(TagParser.Parse("(a || b || c) && !(d || e || f)"));
        Assert.Throws<FormatException>(() => TagParser.Parse("(a || b || c) && !(d || e || f || g)"));
        Assert.Throws<FormatException>(() => TagParser.Parse("!a || b || c || d || e || f || g"));
        Assert.Throws<FormatException>(() => TagParser.Parse(new string('a', 121)));
    }

    [Property(MaxTest = 500)]
    public Property Whatever_is_made_of_its_symbols_is_read_or_refused_however_long() =>
        Prop.ForAll(Gen.Elements("(", ")", "!", "&&", "||", " ", "a", "$InstallationId:{a}", "&", "$", "{").Select(symbol => symbol).ArrayOf().ToArbitrary(), Gen.Choose(1, 20_000).ToArbitrary(), (symbols, times) =>
            Any_text_is_read_or_refused(FsCheck.NonNull<string>.NewNonNull(string.Concat(Enumerable.Repeat(string.Concat(symbols), times / (symbols.Length + 1) + 1)))));

    private static Gen<string> Build(int tags, int depth) => depth == 0 ? Gen.Elements(Names) : Gen.Choose(0, 3).SelectMany(kind => kind switch
    {
        1 => Build(tags, depth - 1).Select(inner => $"!{Group(inner)}"),
        2 => Build(tags, depth - 1).Select(inner => $"( {inner})"),
        3 when tags > 1 =>
            from left in Build(tags / 2, depth - 1)
            from symbol in Gen.Elements(" && ", "||", " || ", "&&")
            from right in Build(tags - (tags / 2), depth - 1)
            select $"{left}{symbol}{right}",
        _ => Gen.Elements(Names),
    });

    // ! takes what is next to it: without parentheses the rest would not be negated, which is as good a test.
    private static string Group(string inner) => inner.Length % 2 == 0 ? $"({inner})" : inner;

    private static bool Plain(string expression, HashSet<string> tags)
    {
        var text = Names.OrderByDescending(name => name.Length)
            .Aggregate(expression, (rest, name) => rest.Replace(name, tags.Contains(name) ? "T" : "F", StringComparison.Ordinal))
            .Replace(" ", "", StringComparison.Ordinal);
        while (text.Length > 1)
        {
            var before = text;
            text = text.Replace("!T", "F", StringComparison.Ordinal).Replace("!F", "T", StringComparison.Ordinal)
                .Replace("(T)", "T", StringComparison.Ordinal).Replace("(F)", "F", StringComparison.Ordinal);
            if (text != before)
                continue;
            text = text.Replace("T&&T", "T", StringComparison.Ordinal).Replace("T&&F", "F", StringComparison.Ordinal)
                .Replace("F&&T", "F", StringComparison.Ordinal).Replace("F&&F", "F", StringComparison.Ordinal);
            if (text == before)
                text = ReduceOr(text);
        }

        return text == "T";
    }

    // Only where no && on either side still waits: it binds closer.
    private static string ReduceOr(string text)
    {
        for (var i = 0; i + 3 < text.Length; i++)
            if (text[i] is 'T' or 'F' && text[i + 1] == '|' && text[i + 3] is 'T' or 'F'
                && (i == 0 || text[i - 1] is '(' or '|') && (i + 4 == text.Length || text[i + 4] is ')' or '|'))
                return $"{text[..i]}{(text[i] == 'T' || text[i + 3] == 'T' ? 'T' : 'F')}{text[(i + 4)..]}";
        throw new InvalidOperationException($"The plain evaluator is stuck at {text}.");
    }
}
