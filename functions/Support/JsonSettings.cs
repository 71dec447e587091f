using System.Text.Encodings.Web;

namespace ServerlessSupport;

/// <summary>How all JSON of the product is written: camelCase, nothing that has no value, text kept readable. What nobody knows is skipped when it is read.</summary>
public static class JsonSettings
{
    /// <summary>Escaping beyond what JSON needs would triple the size of many texts.</summary>
    public static readonly JavaScriptEncoder Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    /// <summary>Fresh options; converters of the caller's own come on top.</summary>
    public static JsonSerializerOptions Create(params ReadOnlySpan<JsonConverter> converters)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Encoder = Encoder,
        };
        foreach (var converter in converters)
            options.Converters.Add(converter);
        return options;
    }
}
