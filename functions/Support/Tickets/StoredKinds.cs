using System.Collections.Concurrent;

namespace ServerlessSupport.Tickets;

/// <summary>
/// Reads and writes the kinds of stored entries. A kind that this version does not know was written by a newer one: it gets a value of its own
/// in this process, above all known ones, and is written back under its name.
/// </summary>
internal sealed class StoredKinds : JsonConverter<EntryKind>
{
    /// <summary>The first value that stands for a kind this version does not know.</summary>
    public const EntryKind FirstUnknown = (EntryKind)1_000;

    // More than any version adds; what comes on top makes its document one that cannot be read.
    private const int MaxUnknown = 100;

    private static readonly Lock Gate = new();
    private static readonly ConcurrentDictionary<string, EntryKind> Unknown = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<EntryKind, string> Names = new();

    public override EntryKind Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.GetString() is not { Length: > 0 } name)
            throw new JsonException();
        return EnumNames.TryRead<EntryKind>(name, out var known) ? known : Unknown.TryGetValue(name, out var met) ? met : Meet(name);
    }

    public override void Write(Utf8JsonWriter writer, EntryKind value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value < FirstUnknown ? value.OnWire() : Names[value]);

    private static EntryKind Meet(string name)
    {
        lock (Gate)
        {
            if (Unknown.TryGetValue(name, out var met))
                return met;
            if (Unknown.Count >= MaxUnknown)
                throw new JsonException();
            var kind = FirstUnknown + Unknown.Count;
            // Its name first: whoever reads the kind may write it at once.
            Names[kind] = name;
            return Unknown[name] = kind;
        }
    }
}
