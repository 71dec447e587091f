using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Fuzz;

/// <summary>Makes values that are likely to be taken wrongly: of texts, numbers, times and JSON, at random but by a seed.</summary>
internal sealed class Values(Random random)
{
    private static readonly string[] Odd =
    [
        "", " ", "\t", "\r\nX-Injected: 1", "null", "true", "NaN", "Infinity", "-0", "0x10", "1e400", "9223372036854775808", "../../etc/passwd", "..%2f..%2f", "%00", "\0",
        "' OR 1=1 --", "\"; DROP TABLE tickets; --", "<script>alert(1)</script>", "{{constructor}}", "${jndi:ldap://127.0.0.1/x}", "$(body)", "#(badge)", "{0}", "%s%n",
        "\u202Eevil", "\uFFFE", "a\uFDD0\uDBFF\uDFFF", "\u200B", "\uFEFF", "e\u0301", "👨‍👩‍👧‍👦", "\uD83D\uDE00", "İ", "ß", "的", "ก็", "a\u0000b", "\u2028", "¼", "٣", "Ａ", "me", "none", "*", "W/\"1\"", "\"1\"",
        "2026-02-30T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "2026-11-26T10:00:00+99:00", "24:00", "23:59:60", "-00:01", "P1D", "Europe/Nowhere", "UTC",
        "zh-CN", "xx-yy-zz", "en;q=2", "http://169.254.169.254/latest", "file:///etc/passwd", "http://[::1]:1/", "https://localhost", "bob", "alice@example.com",
    ];

    public Random Random => random;

    public bool Chance(double share) => random.NextDouble() < share;

    public T Pick<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];

    public string Text() => random.Next(10) switch
    {
        < 5 => Pick(Odd),
        5 => new string((char)random.Next(1, 0xD800), random.Next(1, 40)),
        6 => new string('x', Pick([200, 201, 255, 256, 4096, 8000, 8001, 20_000])),
        7 => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => char.ConvertFromUtf32(random.Next(2) == 0 ? random.Next(1, 0xD800) : random.Next(0xE000, 0x10FFFF)))),
        8 => Number(),
        _ => Pick(Odd) + Pick(Odd),
    };

    public string Number() => random.Next(6) switch
    {
        0 => random.Next(-3, 12).ToString(CultureInfo.InvariantCulture),
        1 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        2 => "1e" + random.Next(1, 500).ToString(CultureInfo.InvariantCulture),
        3 => "0." + new string('9', random.Next(1, 400)),
        4 => new string('9', random.Next(1, 400)),
        _ => random.NextDouble().ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>JSON that follows a schema more or less; <paramref name="mark"/> is in one of its texts.</summary>
    public string Json(JsonElement schema, JsonElement schemas, string mark)
    {
        var written = new StringBuilder();
        Write(written, schema, schemas, mark, 0);
        var json = written.ToString();
        return random.Next(40) switch
        {
            0 => json[..random.Next(json.Length)],
            1 => json + json,
            2 => string.Concat(Enumerable.Repeat("[", random.Next(1, 500))),
            3 => string.Concat(Enumerable.Repeat("{\"a\":", random.Next(1, 500))) + "1" + string.Concat(Enumerable.Repeat("}", random.Next(1, 500))),
            4 => json.Replace("\"", "'", StringComparison.Ordinal),
            5 => "\uFEFF" + json,
            _ => json,
        };
    }

    private void Write(StringBuilder json, JsonElement schema, JsonElement schemas, string mark, int depth)
    {
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference))
            schema = schemas.GetProperty(reference.GetString()!.Split('/')[^1]);
        // Now and then anything in place of what is asked for.
        if (depth > 8 || Chance(0.04))
        {
            json.Append(Pick<string>(["null", "true", "[]", "{}", "[[]]", "-1", Number(), Quoted(Text()), $"{{\"{mark}\":1}}"]));
            return;
        }

        switch (Type(schema))
        {
            case "object":
                WriteObject(json, schema, schemas, mark, depth);
                break;
            case "array":
                json.Append('[').AppendJoin(',', Enumerable.Range(0, Pick([0, 1, 1, 2, 3, 60])).Select(_ => One(schema.TryGetProperty("items", out var items) ? items : default, schemas, mark, depth))).Append(']');
                break;
            case "integer" or "number":
                json.Append(Chance(0.5) ? random.Next(0, 6).ToString(CultureInfo.InvariantCulture) : Number());
                break;
            case "boolean":
                json.Append(Chance(0.5) ? "true" : "false");
                break;
            default:
                json.Append(Quoted(schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("enum", out var names) && Chance(0.8) ? Pick([.. names.EnumerateArray()]).ToString()
                    : Chance(0.6) ? $"Words {mark} and more" : Text()));
                break;
        }
    }

    private void WriteObject(StringBuilder json, JsonElement schema, JsonElement schemas, string mark, int depth)
    {
        json.Append('{');
        var first = true;
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                // Left out now and then, and now and then given twice.
                foreach (var _ in Enumerable.Range(0, Pick([0, 1, 1, 1, 1, 1, 1, 2])))
                {
                    json.Append(first ? "" : ",").Append(Quoted(Chance(0.97) ? property.Name : property.Name.ToUpperInvariant())).Append(':').Append(One(property.Value, schemas, mark, depth));
                    first = false;
                }
            }
        }

        if (Chance(0.1))
            json.Append(first ? "" : ",").Append(Quoted(Text())).Append(':').Append(Quoted(mark));
        json.Append('}');
    }

    private string One(JsonElement schema, JsonElement schemas, string mark, int depth)
    {
        var json = new StringBuilder();
        Write(json, schema, schemas, mark, depth + 1);
        return json.ToString();
    }

    private static string? Type(JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object || !schema.TryGetProperty("type", out var type))
            return null;
        return type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString();
    }

    // Escaped by hand now and then: half a surrogate pair cannot be written otherwise.
    private string Quoted(string text) => Chance(0.02) ? "\"\\ud800\"" : Chance(0.01) ? $"\"{text}\"" : JsonSerializer.Serialize(text);
}
