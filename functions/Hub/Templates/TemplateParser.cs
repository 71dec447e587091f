namespace ServerlessSupport.Hub.Templates;

/// <summary>Reads the expressions of templates.</summary>
internal ref struct TemplateParser
{
    private const string Kinds = "$.%#";
    private const int MaxName = 120;
    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private TemplateParser(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static TemplateExpression Parse(string value)
    {
        if (value.Length == 0 || !(Kinds.Contains(value[0]) || value[0] == '{'))
            return new TemplateExpression.Literal(value);
        var parser = new TemplateParser(value);
        var braces = parser.Take('{');
        var parts = parser.Parts();
        if (braces)
            parser.Require('}');
        if (parser._at < value.Length)
            throw parser.Unexpected();
        return braces || parts.Count > 1 ? new TemplateExpression.Joined(parts) : parts[0];
    }

    private List<TemplateExpression> Parts()
    {
        var parts = new List<TemplateExpression>();
        do
            parts.Add(Part());
        while (Take('+'));
        return parts.Count == 1 || !parts.Any(part => part.MayBeNumber) ? parts : throw new FormatException("A number, #(name), cannot be joined to anything.");
    }

    private TemplateExpression Part()
    {
        SkipSpace();
        return _at < _text.Length && _text[_at] is '\'' or '"' ? new TemplateExpression.Literal(Quoted(_text[_at++])) : Property();
    }

    // Two quotes stand for one.
    private string Quoted(char quote)
    {
        var text = new StringBuilder();
        while (true)
        {
            var length = _text[_at..].IndexOf(quote);
            if (length < 0)
                throw new FormatException("The template has a text without its closing quote.");
            text.Append(_text.Slice(_at, length));
            _at += length + 1;
            if (_at == _text.Length || _text[_at] != quote)
                return text.ToString();
            text.Append(quote);
            _at++;
        }
    }

    private TemplateExpression.Property Property()
    {
        SkipSpace();
        if (_at == _text.Length || !Kinds.Contains(_text[_at]))
            throw Unexpected();
        var kind = _text[_at++];
        if (_at == _text.Length || _text[_at++] != '(')
            throw new FormatException($"A template's value that begins with {kind} is an expression, as {kind}(name).");
        SkipSpace();
        var name = Word(static c => char.IsAsciiLetterOrDigit(c) || c == '_');
        if (name.Length > MaxName)
            throw new FormatException($"A template's property has a name of at most {MaxName} characters.");
        var otherwise = Take(':') ? Default() : "";
        var max = kind is '$' or '.' && Take(',') ? Number() : (int?)null;
        Require(')');
        return kind != '.' || max is not null
            ? new TemplateExpression.Property(kind, name, otherwise, max)
            : throw new FormatException($"The template expression .({name}) needs a length: .({name}, 40).");
    }

    // In braces, where \ takes the next character as it is.
    private string Default()
    {
        Require('{');
        var text = new StringBuilder();
        while (_at < _text.Length && _text[_at] != '}')
        {
            if (_text[_at] == '\\' && _at + 1 < _text.Length)
                _at++;
            text.Append(_text[_at++]);
        }

        Require('}');
        return text.ToString();
    }

    private int Number()
    {
        SkipSpace();
        return int.TryParse(Word(char.IsAsciiDigit), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException("The template has a length that is no whole number in range.");
    }

    private string Word(Func<char, bool> belongs)
    {
        var start = _at;
        while (_at < _text.Length && belongs(_text[_at]))
            _at++;
        return _at > start ? _text[start.._at].ToString() : throw Unexpected();
    }

    private void Require(char symbol)
    {
        if (!Take(symbol))
            throw Unexpected();
    }

    private bool Take(char symbol)
    {
        SkipSpace();
        if (_at == _text.Length || _text[_at] != symbol)
            return false;
        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    private readonly FormatException Unexpected() => new(
        _at == _text.Length ? $"The template expression {_text} ends too early." : $"The template expression {_text} has an unexpected '{_text[_at]}' at {_at}.");
}
