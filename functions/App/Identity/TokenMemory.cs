using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace ServerlessSupport.App.Identity;

/// <summary>
/// Remembers for a moment whom a token that was validated stands for, so that an app's next requests need not have the
/// same signature verified again. Never beyond the token's own lifetime, bounded, and by the token's digest only.
/// </summary>
internal sealed class TokenMemory(TimeSpan span, TimeProvider time)
{
    private const int MaxTokens = 20_000;

    private readonly ConcurrentDictionary<UInt128, Known> _known = new();

    public bool TryFind(string token, [NotNullWhen(true)] out IReadOnlyList<Caller>? callers)
    {
        callers = _known.TryGetValue(Key(token), out var known) && time.GetUtcNow() < known.Until ? known.Callers : null;
        return callers is not null;
    }

    public void Keep(string token, IReadOnlyList<Caller> callers, DateTimeOffset validTo)
    {
        var until = time.GetUtcNow() + span;
        if (span <= TimeSpan.Zero)
            return;
        // Starting over costs each app one verification; keeping the order of use would cost every request.
        if (_known.Count >= MaxTokens)
            _known.Clear();
        _known[Key(token)] = new Known(callers, until < validTo ? until : validTo);
    }

    private static UInt128 Key(string token)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(token), digest);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    private sealed record Known(IReadOnlyList<Caller> Callers, DateTimeOffset Until);
}
