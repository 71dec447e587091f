using System.Security.Cryptography;

namespace ServerlessSupport.Client;

/// <summary>How long to wait before trying again: twice as long each time, at random from half of it, never less than the server asks.</summary>
internal sealed record Backoff(TimeSpan First, TimeSpan Max)
{
    // A server that asks for more is more likely wrong than right.
    private static readonly TimeSpan LongestAsked = TimeSpan.FromHours(1);

    /// <param name="failures">How many attempts failed so far, from 1.</param>
    /// <param name="asked">What the server's Retry-After says.</param>
    public TimeSpan After(int failures, TimeSpan? asked)
    {
        var full = Math.Min(First.Ticks * Math.Pow(2, Math.Min(failures - 1, 30)), Max.Ticks);
        var own = TimeSpan.FromTicks((long)(full * (0.5 + (Random() / 2))));
        var least = asked is { } wanted ? (wanted < LongestAsked ? wanted : LongestAsked) : TimeSpan.Zero;
        return own > least ? own : least;
    }

    // Devices that lost the same server must not come back in step, so not a generator that could be seeded alike.
    private static double Random()
    {
        var bytes = new byte[4];
        using (var random = RandomNumberGenerator.Create())
            random.GetBytes(bytes);
        return BitConverter.ToUInt32(bytes, 0) / (double)uint.MaxValue;
    }
}
