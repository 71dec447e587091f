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

/// <summary>Writes a time as UTC with seven decimals, always 28 characters, so that stores which compare text compare times; reads any ISO 8601.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTimeOffset>
{
    private const int Length = 28;

    /// <summary>The time as documents hold it.</summary>
    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset().ToUniversalTime();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        // The round-trip format is this very form, and the only one that is written without a detour.
        Span<byte> text = stackalloc byte[Length];
        value.UtcDateTime.TryFormat(text, out var written, "O", CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }
}
