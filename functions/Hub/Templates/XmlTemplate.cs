using System.Xml.Linq;

namespace ServerlessSupport.Hub.Templates;

/// <summary>An XML template: expressions stand in attributes and in texts.</summary>
internal sealed class XmlTemplate : PayloadTemplate
{
    private readonly XElement _body;

    public XmlTemplate(string body)
    {
        _body = HubDocuments.Xml(body, "A template's body");
        // Expressions that cannot be read are refused when the template is registered, not when it is needed.
        Render(new Dictionary<string, string>());
    }

    public override string Render(IReadOnlyDictionary<string, string> properties)
    {
        var body = new XElement(_body);
        var length = 0;
        foreach (var element in body.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
                attribute.Value = Evaluate(attribute.Value, properties, ref length);
            foreach (var text in element.Nodes().OfType<XText>())
                text.Value = Evaluate(text.Value, properties, ref length);
        }

        return body.ToString(SaveOptions.DisableFormatting);
    }

    private static string Evaluate(string value, IReadOnlyDictionary<string, string> properties, ref int length)
    {
        var expression = TemplateExpression.Parse(value.Trim());
        // As in JSON: nothing is added to what is too large already.
        var text = expression is TemplateExpression.Literal ? value : length > TemplateExpression.MaxLength ? "" : expression.Evaluate(properties);
        length += text.Length;
        return HubDocuments.XmlText(text);
    }
}
