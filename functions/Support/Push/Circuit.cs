namespace ServerlessSupport.Push;

/// <summary>
/// Leaves a push platform alone while it is down: after some failures in a row nobody asks it for a while, then one
/// call tries it, and its answer decides for all. Each instance of the app learns by itself. Lengths of time are measured,
/// not read off a clock that may be put back.
/// </summary>
public sealed class Circuit(IOptions<PushOptions> options, TimeProvider time)
{
    /// <summary>What one answer may ask for all: so many breaks.</summary>
    private const int MaxBreaks = 10;

    private readonly Lock _lock = new();
    private int _failures;
    private (long Since, TimeSpan For)? _open;
    private bool _hasClosed;

    /// <summary>How often somebody was told to wait. Who compares it before and after a piece of work knows whether anything was left out.</summary>
    public long Spared { get; private set; }

    /// <summary>How often the platform answered, and how often it did not.</summary>
    public (long Answered, long Failed) Asked { get; private set; }

    /// <summary>Whether the platform counts as being there; neither while it is left alone nor while somebody tries it.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _open is null;
        }
    }

    /// <summary>How long the platform is left alone from now on: as long as a break when nobody has said so here.</summary>
    public TimeSpan Pause
    {
        get
        {
            lock (_lock)
                return Left() ?? options.Value.CircuitBreak;
        }
    }

    /// <summary>Whether the platform has come back; true once for each time that it has.</summary>
    public bool HasClosed()
    {
        lock (_lock)
        {
            var hasClosed = _hasClosed;
            _hasClosed = false;
            return hasClosed;
        }
    }

    /// <summary>Whether the platform may be asked, without taking the turn to try it: for who wants to spare reading what could not be sent.</summary>
    public bool IsOpen()
    {
        lock (_lock)
        {
            var open = Left() is not null;
            Spared += open ? 1 : 0;
            return open;
        }
    }

    /// <summary>Null when the platform may be asked; else how long to leave it alone.</summary>
    public TimeSpan? Wait()
    {
        lock (_lock)
        {
            if (Left() is { } left)
            {
                Spared++;
                return left;
            }

            // This caller tries it. Should it never tell how that went, the next one may try after another break.
            if (_open is not null)
                _open = (time.GetTimestamp(), options.Value.CircuitBreak);
            return null;
        }
    }

    /// <summary>Learns from what the platform answered; a refusal is an answer, and a sign of life.</summary>
    public void Report(PushResult result)
    {
        lock (_lock)
        {
            var (answered, failed) = Asked;
            if (result.Outcome != PushOutcome.Unavailable)
            {
                Asked = (answered + 1, failed);
                _hasClosed |= _open is not null;
                (_failures, _open) = (0, null);
                return;
            }

            Asked = (answered, failed + 1);
            _failures++;
            if (_open is null && _failures < options.Value.CircuitFailures)
                return;
            var (least, most) = (options.Value.CircuitBreak, options.Value.CircuitBreak * MaxBreaks);
            _open = (time.GetTimestamp(), result.RetryAfter is not { } asked || asked < least ? least : asked < most ? asked : most);
        }
    }

    private TimeSpan? Left() => _open is var (since, length) && length - time.GetElapsedTime(since) is { } left && left > TimeSpan.Zero ? left : null;
}
