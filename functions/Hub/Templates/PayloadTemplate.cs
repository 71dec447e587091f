namespace ServerlessSupport.Hub.Templates;

/// <summary>The body of a template: JSON, or for WNS also XML, whose values may be expressions.</summary>
internal abstract class PayloadTemplate
{
    /// <exception cref="FormatException">The body is neither JSON nor XML, or has an expression that cannot be read.</exception>
    public static PayloadTemplate Parse(string body) => body.AsSpan().TrimStart().StartsWith("<") ? new XmlTemplate(body) : new JsonTemplate(body);

    /// <summary>The payload for a notification with these properties.</summary>
    public abstract string Render(IReadOnlyDictionary<string, string> properties);
}
