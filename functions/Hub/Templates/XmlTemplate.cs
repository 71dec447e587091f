using System.Xml;
using System.Xml.Linq;

namespace ServerlessSupport.Hub.Templates;

/// <summary>An XML template: expressions stand in attributes and in texts.</summary>
internal sealed class XmlTemplate : PayloadTemplate
{
    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    private readonly XElement _body;

    public XmlTemplate(string body)
    {
        try
        {
            using var text = new StringReader(body);
            using var reader = XmlReader.Create(text, Settings);
            _body = XElement.Load(reader);
        }
        catch (XmlException fault)
        {
            throw new FormatException("A template's body must be JSON or XML.", fault);
        }

        // Expressions that cannot be read are refused when the template is registered, not when it is needed.
        Render(new Dictionary<string, string>());
    }

    public override string Render(IReadOnlyDictionary<string, string> properties)
    {
        var body = new XElement(_body);
        foreach (var element in body.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
                attribute.Value = Evaluate(attribute.Value, properties);
            foreach (var text in element.Nodes().OfType<XText>())
                text.Value = Evaluate(text.Value, properties);
        }

        return body.ToString(SaveOptions.DisableFormatting);
    }

    private static string Evaluate(string value, IReadOnlyDictionary<string, string> properties)
    {
        var expression = TemplateExpression.Parse(value.Trim());
        var text = expression is TemplateExpression.Literal ? value : expression.Evaluate(properties);
        // XML has no way to write the control characters that JSON texts may hold, nor half a character.
        return string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));
    }
}
