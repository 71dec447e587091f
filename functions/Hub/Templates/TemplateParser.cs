using System.Globalization;

namespace ServerlessSupport.Hub.Templates;

/// <summary>Reads the expressions of templates.</summary>
internal ref struct TemplateParser
{
    private const string Kinds = "$.%#";

    private readonly ReadOnlySpan<char> _text;
    private int _at;

    private TemplateParser(ReadOnlySpan<char> text) => _text = text;

    /// <exception cref="FormatException">What is wrong, and where.</exception>
    public static TemplateExpression Parse(string value)
    {
        var isProperty = value.Length > 1 && Kinds.Contains(value[0]) && value[1] == '(';
        if (!isProperty && !value.StartsWith('{'))
            return new TemplateExpression.Literal(value);
        var parser = new TemplateParser(value);
        TemplateExpression expression = isProperty ? parser.Property() : parser.Joined();
        return parser._at == value.Length ? expression : throw parser.Unexpected();
    }

    private TemplateExpression.Joined Joined()
    {
        Require('{');
        var parts = new List<TemplateExpression>();
        do
            parts.Add(Part());
        while (Take('+'));
        Require('}');
        return new TemplateExpression.Joined(parts);
    }

    private TemplateExpression Part()
    {
        SkipSpace();
        if (_at == _text.Length || _text[_at] is not ('\'' or '"'))
            return Property();
        var quote = _text[_at++];
        var length = _text[_at..].IndexOf(quote);
        if (length < 0)
            throw new FormatException("The template has a text without its closing quote.");
        var literal = new TemplateExpression.Literal(_text.Slice(_at, length).ToString());
        _at += length + 1;
        return literal;
    }

    private TemplateExpression.Property Property()
    {
        SkipSpace();
        if (_at == _text.Length || !Kinds.Contains(_text[_at]))
            throw Unexpected();
        var kind = _text[_at++];
        Require('(');
        SkipSpace();
        var name = Word(static c => c is not (',' or ')' or '(' or '{' or '}' or '\'' or '"')).TrimEnd();
        var max = kind is '$' or '.' && Take(',') ? Number() : (int?)null;
        Require(')');
        return kind != '.' || max is not null
            ? new TemplateExpression.Property(kind, name, max)
            : throw new FormatException($"The template expression .({name}) needs a length: .({name}, 40).");
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
