using System.Globalization;
using System.Text.Json;

namespace ServerlessSupport.Client;

/// <summary>A push, whichever platform delivered it.</summary>
internal sealed record Push(string Server, string TicketId, int Seq, int? PreviousSeq, string Kind, DateTimeOffset At, string? Text, bool Truncated)
{
    private const int MaxLength = 64 * 1024;
    private const int MaxIdLength = 150;

    /// <summary>Reads JSON: the fields at the root (APNs, WNS, browsers, the local hub) or under <c>data</c>, there as strings (FCM).</summary>
    public static Push? Parse(string? payload, out string reason)
    {
        reason = "The payload is empty or too long for a push.";
        if (payload is null or { Length: 0 or > MaxLength })
            return null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            return Read(Fields(document.RootElement), out reason);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            reason = "The payload is not JSON.";
            return null;
        }
    }

    /// <summary>Reads the flat map of strings that FCM delivers.</summary>
    public static Push? Read(IReadOnlyDictionary<string, string> fields, out string reason)
    {
        var (ticketId, updateId) = (Find(fields, "ticketId"), Find(fields, "updateId"));
        reason = "";
        if (Find(fields, "server") is not { Length: > 0 } server)
            reason = "server is missing: this is no push of a support server.";
        else if (ticketId is null or { Length: 0 or > MaxIdLength } || ticketId.Any(c => c is <= ' ' or > '~'))
            reason = "ticketId is missing or no id.";
        else if (Number(Find(fields, "seq")) is not { } seq || seq < 1)
            reason = "seq is missing or no number from 1.";
        else if (updateId != UpdateIds.Of(ticketId, seq))
            reason = "updateId is missing or not that of ticketId and seq.";
        else if (Find(fields, "kind") is not { Length: > 0 and < 50 } kind)
            reason = "kind is missing.";
        else if (!DateTimeOffset.TryParse(Find(fields, "at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            reason = "at is missing or no time.";
        else
            return new Push(server, ticketId, seq, Number(Find(fields, "previousSeq")), kind, at, Find(fields, "text"), IsTrue(Find(fields, "truncated")));
        return null;
    }

    private static Dictionary<string, string> Fields(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object && !root.TryGetProperty("ticketId", out _) && root.TryGetProperty("data", out var data))
            root = data;
        var fields = new Dictionary<string, string>();
        if (root.ValueKind != JsonValueKind.Object)
            return fields;
        foreach (var property in root.EnumerateObject())
            if (property.Value.ValueKind == JsonValueKind.String)
                fields[property.Name] = property.Value.GetString()!;
            else if (property.Value.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
                fields[property.Name] = property.Value.GetRawText();
        return fields;
    }

    private static string? Find(IReadOnlyDictionary<string, string> fields, string name) => fields.TryGetValue(name, out var value) ? value : null;

    private static int? Number(string? value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsTrue(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);
}
