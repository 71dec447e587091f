namespace ServerlessSupport.Hub.Templates;

/// <summary>
/// One value of a template. <c>$(name)</c>, <c>$(name, n)</c> and <c>.(name, n)</c> (cut to n characters, the latter with
/// three dots), <c>%(name)</c> (URI-encoded) and <c>#(name)</c> (a number where it can be one) stand for properties, and
/// <c>$(name:{text})</c> for the text where there is no such property; <c>{'text' + $(name)}</c> joins; anything else is itself.
/// </summary>
internal abstract record TemplateExpression
{
    /// <summary>Characters. Every platform refuses what is longer, so nothing is added to it.</summary>
    public const int MaxLength = 64 * 1024;

    public abstract string Evaluate(IReadOnlyDictionary<string, string> properties);

    /// <summary>Whether a value that reads as a number becomes one.</summary>
    public virtual bool MayBeNumber => false;

    /// <exception cref="FormatException">The value begins as an expression and is none.</exception>
    public static TemplateExpression Parse(string value) => TemplateParser.Parse(value);

    internal sealed record Literal(string Text) : TemplateExpression
    {
        public override string Evaluate(IReadOnlyDictionary<string, string> properties) => Text;
    }

    internal sealed record Property(char Kind, string Name, string Default, int? Max) : TemplateExpression
    {
        private const string Dots = "...";

        public override bool MayBeNumber => Kind == '#';

        public override string Evaluate(IReadOnlyDictionary<string, string> properties)
        {
            var value = properties.TryGetValue(Name, out var found) ? found : Default;
            return Kind switch
            {
                '%' => Uri.EscapeDataString(value),
                '.' when value.Length > Max => Cut(value, Math.Max(0, Max.Value - Dots.Length)) + Dots[..Math.Min(Dots.Length, Max.Value)],
                _ when value.Length > Max => Cut(value, Max.Value),
                _ => value,
            };
        }

        private static string Cut(string text, int length) =>
            text[..(length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }

    internal sealed record Joined(IReadOnlyList<TemplateExpression> Parts) : TemplateExpression
    {
        public override string Evaluate(IReadOnlyDictionary<string, string> properties)
        {
            var text = new StringBuilder();
            foreach (var part in Parts)
                if (text.Length <= MaxLength)
                    text.Append(part.Evaluate(properties));
            return text.ToString();
        }
    }
}
