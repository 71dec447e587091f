using System.Text.RegularExpressions;

namespace ServerlessSupport.Hub.Tags;

/// <summary>
/// Reads tag expressions as Notification Hubs takes them: tags joined by <c>&amp;&amp;</c>, <c>||</c> and <c>!</c>, with
/// parentheses; ! binds closest, then &amp;&amp;, then ||. At most 20 tags where there is only ||, otherwise 6.
/// </summary>
internal ref partial struct TagParser
{
    // 20 tags of 120 characters with their operators fit in.
    private const int MaxLength = 4_096;
    private const int MaxDepth = 32;
    private const int MaxAlternatives = 20;
    private const int MaxMixed = 6;
    private readonly ReadOnlySpan<char> _text;
    private int _at;
    private int _depth;
    private int _tags;
    private bool _isMixed;

    private TagParser(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static TagNode Parse(string expression)
    {
        if (expression.Length > MaxLength)
            throw new FormatException($"A tag expression may have {MaxLength} characters.");
        var parser = new TagParser(expression);
        var node = parser.Or();
        parser.SkipSpace();
        if (parser._at < expression.Length)
            throw parser.Unexpected();
        return parser is { _isMixed: true, _tags: > MaxMixed } ? throw TooMany(MaxMixed) : node;
    }

    private TagNode Or()
    {
        var node = And();
        while (Take("||"))
            node = new TagNode.Or(node, And());
        return node;
    }

    private TagNode And()
    {
        var node = Not();
        while (Take("&&"))
        {
            _isMixed = true;
            node = new TagNode.And(node, Not());
        }

        return node;
    }

    private TagNode Not()
    {
        if (++_depth > MaxDepth)
            throw new FormatException($"A tag expression may be nested {MaxDepth} deep.");
        var node = Take("!") ? Negated() : Take("(") ? Grouped() : Tag();
        _depth--;
        return node;
    }

    private TagNode.Not Negated()
    {
        _isMixed = true;
        return new TagNode.Not(Not());
    }

    private TagNode Grouped()
    {
        var inner = Or();
        return Take(")") ? inner : throw Unexpected();
    }

    private TagNode.Tag Tag()
    {
        SkipSpace();
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || "_@#.:-=${}".Contains(_text[_at])))
            _at++;
        if (_at == start)
            throw Unexpected();
        var name = _text[start.._at].ToString();
        if (!Names().IsMatch(name))
            throw new FormatException($"The tag expression has '{name}', which is no tag.");
        return ++_tags > MaxAlternatives ? throw TooMany(MaxAlternatives) : new TagNode.Tag(name);
    }

    private bool Take(string symbol)
    {
        SkipSpace();
        if (!_text[_at..].StartsWith(symbol))
            return false;
        _at += symbol.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private static FormatException TooMany(int max) => new($"A tag expression of this form may have {max} tags.");

    private readonly FormatException Unexpected() =>
        new(_at == _text.Length ? "The tag expression ends too early." : $"The tag expression has an unexpected '{_text[_at]}' at {_at}.");

    // A tag that an installation may have, or one that the hub gives it.
    [GeneratedRegex(@"^(\$(InstallationId|UserId):\{[A-Za-z0-9_@#.:=-]+\}|[A-Za-z0-9_@#.:-]{1,120})$")]
    private static partial Regex Names();
}

/// <summary>A parsed tag expression.</summary>
internal abstract record TagNode
{
    /// <summary>Whether an installation with these tags is meant.</summary>
    public abstract bool Matches(IReadOnlySet<string> tags);

    /// <summary>Tags of which everyone meant carries at least one; null when no such set follows from the expression.</summary>
    public abstract IReadOnlyCollection<string>? AnyOf { get; }

    internal sealed record Tag(string Name) : TagNode
    {
        public override IReadOnlyCollection<string> AnyOf => [Name];

        public override bool Matches(IReadOnlySet<string> tags) => tags.Contains(Name);
    }

    internal sealed record Not(TagNode Inner) : TagNode
    {
        public override IReadOnlyCollection<string>? AnyOf => null;

        public override bool Matches(IReadOnlySet<string> tags) => !Inner.Matches(tags);
    }

    internal sealed record And(TagNode Left, TagNode Right) : TagNode
    {
        public override IReadOnlyCollection<string>? AnyOf => Left.AnyOf ?? Right.AnyOf;

        public override bool Matches(IReadOnlySet<string> tags) => Left.Matches(tags) && Right.Matches(tags);
    }

    internal sealed record Or(TagNode Left, TagNode Right) : TagNode
    {
        public override IReadOnlyCollection<string>? AnyOf => Left.AnyOf is { } left && Right.AnyOf is { } right ? [.. left, .. right] : null;

        public override bool Matches(IReadOnlySet<string> tags) => Left.Matches(tags) || Right.Matches(tags);
    }
}
