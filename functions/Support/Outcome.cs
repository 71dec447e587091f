using System.Diagnostics.CodeAnalysis;

namespace ServerlessSupport;

/// <summary>What an operation made, or the refusal that says why it made nothing.</summary>
public readonly record struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }
    public Refusal? Refusal { get; }

    /// <summary>True with the refusal; false with the value.</summary>
    public bool Refused([NotNullWhen(true)] out Refusal? refusal, [NotNullWhen(false)] out T? value)
    {
        (refusal, value) = (Refusal, Value);
        return refusal is not null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}

/// <summary>Makes outcomes of values whose type is an interface, which no conversion can be defined from.</summary>
public static class Outcome
{
    public static Outcome<T> Of<T>(T value)
        where T : class => value;
}

/// <summary>
/// Why something was not done: a value, not an exception. <paramref name="Errors"/> names the fields that are
/// wrong (camelCase, as sent), each with what is wrong with it.
/// </summary>
public sealed record Refusal(ProblemCode Problem, string Detail, IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The version the ticket has now, where an older one was the reason.</summary>
    public int? CurrentVersion { get; init; }

    /// <summary>The id of the ticket that goes on, where this one was merged into it.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The id of the device not heard of for longest, where the person has too many.</summary>
    public string? LeastRecentDevice { get; init; }

    /// <summary>The limit that was reached, where one was the reason.</summary>
    public ReachedLimit? Limit { get; init; }

    /// <summary>A refusal of a request one of whose fields is wrong.</summary>
    public static Refusal Field(string field, string error) =>
        new(ProblemCode.InvalidRequest, $"{field}: {error}", new Dictionary<string, string[]> { [field] = [error] });

    /// <summary>A refusal of a cursor, by the name of its parameter, that is none of the list.</summary>
    public static Refusal Cursor(string parameter) =>
        new(ProblemCode.InvalidCursor, $"{parameter}: pass a cursor as this list returned it.", new Dictionary<string, string[]> { [parameter] = ["was not issued for this list"] });
}

/// <summary>A limit that was reached: so many (<paramref name="Quota"/>) in a <paramref name="Window"/>; after <paramref name="RetryAfter"/> there is room again.</summary>
public sealed record ReachedLimit(string Name, int Quota, TimeSpan Window, TimeSpan RetryAfter)
{
    /// <summary>The refusal, with a sentence that says what is limited.</summary>
    public Refusal Refuse(string detail) => ProblemCode.TooManyRequests.With(detail) with { Limit = this };
}
