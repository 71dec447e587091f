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
