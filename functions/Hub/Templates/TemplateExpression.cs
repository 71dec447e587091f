using System.Text;

namespace ServerlessSupport.Hub.Templates;

/// <summary>
/// One value of a template. <c>$(name)</c>, <c>$(name, n)</c> and <c>.(name, n)</c> (cut to n characters, the latter with
/// three dots), <c>%(name)</c> (URI-encoded) and <c>#(name)</c> (a number where it can be one) stand for properties;
/// <c>{'text' + $(name)}</c> joins; anything else is itself.
/// </summary>
internal abstract record TemplateExpression
{
    public abstract string Evaluate(IReadOnlyDictionary<string, string> properties);

    /// <summary>Whether a value that reads as a number becomes one.</summary>
    public virtual bool MayBeNumber => false;

    /// <exception cref="FormatException">The value begins as an expression and is none.</exception>
    public static TemplateExpression Parse(string value) => TemplateParser.Parse(value);

    internal sealed record Literal(string Text) : TemplateExpression
    {
        public override string Evaluate(IReadOnlyDictionary<string, string> properties) => Text;
    }

    internal sealed record Property(char Kind, string Name, int? Max) : TemplateExpression
    {
        private const string Dots = "...";

        public override bool MayBeNumber => Kind == '#';

        public override string Evaluate(IReadOnlyDictionary<string, string> properties)
        {
            // A property that is not there is an empty text, as on the platform.
            var value = properties.TryGetValue(Name, out var found) ? found : "";
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
        public override string Evaluate(IReadOnlyDictionary<string, string> properties) =>
            Parts.Aggregate(new StringBuilder(), (text, part) => text.Append(part.Evaluate(properties))).ToString();
    }
}
