namespace ServerlessSupport.Tickets;

/// <summary>From where a ticket was raised, as the app told it: nothing of it is checked, and nothing is decided by it.</summary>
public sealed record SubmissionContext
{
    /// <summary>Characters of a field or a value.</summary>
    public const int ValueLength = 200;

    /// <summary>Characters of the name of a value.</summary>
    public const int NameLength = 40;

    /// <summary>Named values at most.</summary>
    public const int MaxValues = 20;

    public string? App { get; init; }

    public string? AppVersion { get; init; }

    public string? Device { get; init; }

    public string? Os { get; init; }

    public string? Locale { get; init; }

    /// <summary>What else the app thinks agents should know, by name.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}
