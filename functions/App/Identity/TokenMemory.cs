using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ServerlessSupport.App.Identity;

/// <summary>
/// Remembers for a moment whom the token of an Authorization header stands for once it was validated, so that an app's next requests need not
/// have the same signature verified again. Never beyond the token's own lifetime, and bounded.
/// </summary>
internal sealed class TokenMemory(TimeSpan span, TimeProvider time)
{
    private const int MaxTokens = 10_000;
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    public bool TryFind(string header, [NotNullWhen(true)] out IReadOnlyList<Caller>? callers)
    {
        callers = _known.TryGetValue(header, out var known) && time.GetUtcNow() < known.Until ? known.Callers : null;
        return callers is not null;
    }

    public void Keep(string header, IReadOnlyList<Caller> callers, DateTimeOffset validTo)
    {
        var until = time.GetUtcNow() + span;
        if (span <= TimeSpan.Zero)
            return;
        // Starting over costs each app one verification; keeping the order of use would cost every request.
        if (_known.Count >= MaxTokens)
            _known.Clear();
        _known[header] = new Known(callers, until < validTo ? until : validTo);
    }

    private sealed record Known(IReadOnlyList<Caller> Callers, DateTimeOffset Until);
}
