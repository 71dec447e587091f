namespace ServerlessSupport.Audit;

/// <summary>
/// One line of the record of what agents, leads and admins did: who, what, when, from where. It is written before the act; what was refused or failed gets
/// a second line with its outcome. It holds ids and keys only, never a text or a name.
/// </summary>
public sealed record AuditLine
{
    /// <summary>Who, by <see cref="PersonKey"/>. Each has a chain of lines of their own.</summary>
    public required string Actor { get; init; }

    /// <summary>1, 2, 3 … within the chain.</summary>
    public required long Number { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The name of the function that was called.</summary>
    public required string Action { get; init; }

    /// <summary>What it was about: the ids in the address, as they stand there, with slashes between them.</summary>
    public string? Target { get; init; }

    /// <summary>The versions that If-Match named; null when any would do.</summary>
    public string? Version { get; init; }

    /// <summary>The network that the request came from: the first half of an address, see <see cref="Networks"/>.</summary>
    public string? From { get; init; }

    /// <summary>On a second line: the code of the refusal or fault that the act ended with. An act without one was done; one with an outcome on its only line was refused before it began.</summary>
    public string? Outcome { get; init; }

    /// <summary>On a second line: the number of the line of the act.</summary>
    public long? OutcomeOf { get; init; }

    /// <summary>The version of the server.</summary>
    public string? Server { get; init; }

    /// <summary>The trace id that the log has the request under.</summary>
    public string? Trace { get; init; }

    /// <summary>When it may be removed; null for never.</summary>
    public DateTimeOffset? KeptUntil { get; init; }

    /// <summary>The signature of the line before; null on the first one.</summary>
    public string? Previous { get; init; }

    /// <summary>When the line before may be removed, so that its absence explains itself; null for never.</summary>
    public DateTimeOffset? PreviousKeptUntil { get; init; }

    /// <summary>Which key it is signed with.</summary>
    public required string Key { get; init; }
}

/// <summary>A line as stores keep it: the text that was signed, and beside it what it is found by. The line itself is read from the text only.</summary>
public sealed record FiledLine(string Actor, long Number, DateTimeOffset At, string Action, string? Target, string? Customer, DateTimeOffset? KeptUntil, string Json, string Mac)
{
    /// <summary>What it is kept by: the actor and the number at a fixed width, so that ids sort as the chain runs.</summary>
    public string Id => IdOf(Actor, Number);

    public static string IdOf(string actor, long number) => string.Create(CultureInfo.InvariantCulture, $"{actor}-{number:D12}");

    /// <summary>The line that was signed; null when the text is none that can be read, and then somebody changed it.</summary>
    public AuditLine? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(Json, StorageJson.Instance.AuditLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A line with its text, its signature, and what it is found by.</summary>
    public static FiledLine Of(AuditLine line, string json, string mac) =>
        new(line.Actor, line.Number, line.At, line.Action, line.Target, CustomerOf(line.Target), line.KeptUntil, json, mac);

    // Tickets' ids begin with their customer's key.
    private static string? CustomerOf(string? target) =>
        target?.Length >= Digest.Length && Digest.IsDigest(target.AsSpan(0, Digest.Length)) && (target.Length == Digest.Length || target[Digest.Length] is '-' or '/')
            ? target[..Digest.Length]
            : null;
}

/// <summary>How long a chain is and how it ends, kept apart from its lines, so that one whose newest lines were removed is known.</summary>
public sealed record AuditHead(string Actor, long Number, string LineMac, DateTimeOffset? KeptUntil, string Key, string Mac);

/// <summary>Which lines are wanted: all that match each part that is given. Times bound when the line was written; the later one does not count.</summary>
public sealed record AuditFilter(string? Actor = null, string? Customer = null, string? Target = null, string? Action = null, DateTimeOffset? From = null, DateTimeOffset? Until = null)
{
    /// <summary>What cursors of the list are good for.</summary>
    public string Name { get; } = $"audit/{Actor}/{Customer}/{Target}/{Action}";
}
