using System.Xml;
using System.Xml.Linq;

namespace ServerlessSupport.Hub;

/// <summary>Reads JSON and XML that came from outside: bounded in depth, and whole, so that nothing in it can fail later.</summary>
internal static class HubDocuments
{
    public const int MaxDepth = 32;
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly JsonDocumentOptions JsonSettings = new() { MaxDepth = MaxDepth, AllowDuplicateProperties = false };
    private static readonly XmlReaderSettings XmlSettings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <exception cref="FormatException">The text is no JSON, is nested too deeply, names a member twice, or has half a character in it.</exception>
    public static JsonElement Json(string text, string what)
    {
        try
        {
            var bytes = Utf8.GetBytes(text);
            ReadTexts(bytes);
            return JsonElement.Parse(bytes, JsonSettings);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or EncoderFallbackException)
        {
            throw new FormatException($"{what} is not valid JSON.", fault);
        }
    }

    /// <inheritdoc cref="Json"/>
    public static JsonNode? JsonNode(string text, string what) => Json(text, what) switch
    {
        { ValueKind: JsonValueKind.Object } value => JsonObject.Create(value),
        { ValueKind: JsonValueKind.Array } value => JsonArray.Create(value),
        var value => JsonValue.Create(value),
    };

    /// <exception cref="FormatException">The text is no XML, is nested too deeply, or has a document type.</exception>
    public static XElement Xml(string text, string what)
    {
        try
        {
            using (var depth = XmlReader.Create(new StringReader(text), XmlSettings))
            {
                while (depth.Read())
                    if (depth.Depth > MaxDepth)
                        throw new FormatException($"{what} is nested more than {MaxDepth} deep.");
            }

            using var reader = XmlReader.Create(new StringReader(text), XmlSettings);
            return XElement.Load(reader);
        }
        catch (XmlException fault)
        {
            throw new FormatException($"{what} is not valid XML.", fault);
        }
    }

    /// <summary>The text without what XML has no way to write: most control characters, and half characters.</summary>
    public static string XmlText(string text) =>
        string.Concat(text.EnumerateRunes().Where(rune => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value)));

    // Escapes may spell half a character, which shows only when a text is read.
    private static void ReadTexts(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
            if (reader.ValueIsEscaped)
                _ = reader.GetString();
    }
}
