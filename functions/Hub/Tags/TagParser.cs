namespace ServerlessSupport.Hub.Tags;

/// <summary>
/// Reads tag expressions as Notification Hubs takes them: tags joined by <c>&amp;&amp;</c>, <c>||</c> and <c>!</c>, with
/// parentheses; ! binds closest, then &amp;&amp;, then ||.
/// </summary>
internal ref struct TagParser
{
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private TagParser(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static TagNode Parse(string expression)
    {
        var parser = new TagParser(expression);
        var node = parser.Or();
        parser.SkipSpace();
        return parser._at == expression.Length ? node : throw parser.Unexpected();
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
            node = new TagNode.And(node, Not());
        return node;
    }

    private TagNode Not()
    {
        if (Take("!"))
            return new TagNode.Not(Not());
        if (!Take("("))
            return Tag();
        var inner = Or();
        return Take(")") ? inner : throw Unexpected();
    }

    private TagNode.Tag Tag()
    {
        SkipSpace();
        var start = _at;
        // Besides the characters of tags, those of the system tags: $InstallationId:{…} and $UserId:{…}.
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || "_@#.:-${}".Contains(_text[_at])))
            _at++;
        return _at > start ? new TagNode.Tag(_text[start.._at].ToString()) : throw Unexpected();
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

    private readonly FormatException Unexpected() =>
        new(_at == _text.Length ? "The tag expression ends too early." : $"The tag expression has an unexpected '{_text[_at]}' at {_at}.");
}
