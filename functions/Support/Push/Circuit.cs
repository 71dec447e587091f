using Microsoft.Extensions.Options;

namespace ServerlessSupport.Push;

/// <summary>
/// Leaves a push platform alone while it is down: after some failures in a row nobody asks it for a while, then one
/// call tries it, and its answer decides for all. Each instance of the app learns by itself.
/// </summary>
public sealed class Circuit(IOptions<PushOptions> options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private int _failures;
    private DateTimeOffset? _openUntil;

    /// <summary>Null when the platform may be asked; else how long to leave it alone.</summary>
    public TimeSpan? Wait()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_openUntil is not { } until)
                return null;
            if (until > now)
                return until - now;
            // This caller tries it. Should it never tell how that went, the next one may try after another break.
            _openUntil = now + options.Value.CircuitBreak;
            return null;
        }
    }

    /// <summary>Learns from what the platform answered; a refusal is an answer, and a sign of life.</summary>
    public void Report(PushResult result)
    {
        lock (_lock)
        {
            if (result.Outcome != PushOutcome.Unavailable)
            {
                (_failures, _openUntil) = (0, null);
                return;
            }

            _failures++;
            if (_openUntil is null && _failures < options.Value.CircuitFailures)
                return;
            var pause = result.RetryAfter > options.Value.CircuitBreak ? result.RetryAfter.Value : options.Value.CircuitBreak;
            _openUntil = time.GetUtcNow() + pause;
        }
    }
}
