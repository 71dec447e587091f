using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServerlessSupport.Hub.Templates;

/// <summary>The body of a template: JSON, or for WNS also XML, whose values may be expressions.</summary>
internal abstract class PayloadTemplate
{
    /// <exception cref="FormatException">The body is neither JSON nor XML, or has an expression that cannot be read.</exception>
    public static PayloadTemplate Parse(string body) => body.AsSpan().TrimStart().StartsWith("<") ? new XmlTemplate(body) : new JsonTemplate(body);

    /// <summary>The payload for a notification with these properties.</summary>
    public abstract string Render(IReadOnlyDictionary<string, string> properties);
}

/// <summary>A JSON template: expressions stand in string values.</summary>
internal sealed partial class JsonTemplate : PayloadTemplate
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _body;

    public JsonTemplate(string body)
    {
        _body = HubDocuments.Json(body, "A template's body");
        // Expressions that cannot be read are refused when the template is registered, not when it is needed.
        Render(new Dictionary<string, string>());
    }

    public override string Render(IReadOnlyDictionary<string, string> properties)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable))
            Write(json, _body, properties);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, IReadOnlyDictionary<string, string> properties)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value, properties);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Write(json, item, properties);
                json.WriteEndArray();
                break;
            case JsonValueKind.String:
                Write(json, TemplateExpression.Parse(value.GetString()!), properties);
                break;
            default:
                value.WriteTo(json);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, TemplateExpression expression, IReadOnlyDictionary<string, string> properties)
    {
        // What is too large already stays so: a small template of many large properties must not fill the memory.
        var text = json.BytesCommitted + json.BytesPending > TemplateExpression.MaxLength ? "" : expression.Evaluate(properties);
        if (expression.MayBeNumber && Number().IsMatch(text))
            json.WriteRawValue(text);
        else
            json.WriteStringValue(text);
    }

    [GeneratedRegex(@"^(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Number();
}

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
