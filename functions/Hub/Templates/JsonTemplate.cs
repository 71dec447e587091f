using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ServerlessSupport.Hub.Templates;

/// <summary>A JSON template: expressions stand in string values.</summary>
internal sealed partial class JsonTemplate : PayloadTemplate
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement _body;

    public JsonTemplate(string body)
    {
        try
        {
            _body = JsonElement.Parse(body);
        }
        catch (JsonException fault)
        {
            throw new FormatException("A template's body must be JSON or XML.", fault);
        }

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
        var text = expression.Evaluate(properties);
        if (expression.MayBeNumber && Number().IsMatch(text))
            json.WriteRawValue(text);
        else
            json.WriteStringValue(text);
    }

    [GeneratedRegex(@"^(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?\z")]
    private static partial Regex Number();
}
