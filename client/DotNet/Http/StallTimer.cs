namespace ServerlessSupport.Client;

/// <summary>Cancels when nothing has moved for a while.</summary>
internal sealed class StallTimer : IDisposable
{
    private readonly CancellationTokenSource _stalled = new();
    private readonly TimeSpan _patience;
    private readonly ITimer _timer;

    public StallTimer(TimeProvider time, TimeSpan patience)
    {
        _patience = patience;
        _timer = time.CreateTimer(_ => _stalled.Cancel(), null, patience, Timeout.InfiniteTimeSpan);
    }

    public CancellationToken Token => _stalled.Token;

    public void Restart() => _timer.Change(_patience, Timeout.InfiniteTimeSpan);

    // The source stays: a timer that fires at this moment still cancels it, and nothing hangs on it but memory.
    public void Dispose() => _timer.Dispose();
}
