namespace ServerlessSupport.Client;

/// <summary>
/// Does one kind of work whenever there is some: when signalled, and again after a growing wait while it is not done.
/// A new signal cuts the wait short, unless the server asked for it.
/// </summary>
internal sealed class BackgroundLoop : IAsyncDisposable
{
    private readonly Func<CancellationToken, Task<bool>> _work;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _faulted;
    private readonly TimeSpan _gather;
    private readonly SemaphoreSlim _working = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Signal _wake = new();
    private readonly object _start = new();
    private int _signals;
    private Task? _running;

    /// <param name="work">Returns whether all is done.</param>
    /// <param name="backoff">The wait while it is not.</param>
    /// <param name="time">The clock.</param>
    /// <param name="faulted">Told of faults that trying again does not mend.</param>
    /// <param name="gather">How long to wait after a signal for more of the same.</param>
    public BackgroundLoop(
        Func<CancellationToken, Task<bool>> work, Backoff backoff, TimeProvider time, Action<Exception> faulted, TimeSpan gather = default) =>
        (_work, _backoff, _time, _faulted, _gather) = (work, backoff, time, faulted, gather);

    /// <summary>Says that there is work.</summary>
    public void Signal()
    {
        Interlocked.Increment(ref _signals);
        _wake.Raise();
        lock (_start)
            if (!_stopping.IsCancellationRequested)
                _running ??= Task.Run(RunAsync);
    }

    /// <summary>Does the work for the caller, who gets its faults.</summary>
    public Task<bool> RunNowAsync(CancellationToken cancellationToken) => RunAloneAsync(_work, cancellationToken);

    /// <summary>Does something else while the work rests: once what is under way has ended.</summary>
    public async Task<bool> RunAloneAsync(Func<CancellationToken, Task<bool>> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        return await WorkAsync(work, either.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        lock (_start)
            _stopping.Cancel();
        if (_running is { } running)
            await running.ConfigureAwait(false);
        // Whoever runs the work for himself is through when the semaphore is free.
        await _working.WaitAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task<bool> WorkAsync(Func<CancellationToken, Task<bool>> work, CancellationToken cancellationToken)
    {
        await _working.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _working.Release();
        }
    }

    private async Task RunAsync()
    {
        var stop = _stopping.Token;
        var (seen, failures) = (0, 0);
        try
        {
            while (true)
            {
                var next = _wake.Next;
                var signals = Volatile.Read(ref _signals);
                if (signals == seen && failures == 0)
                {
                    await next.OrCancelledAsync(stop).ConfigureAwait(false);
                    continue;
                }

                if (_gather > TimeSpan.Zero && signals != seen)
                    await _time.DelayAsync(_gather, stop).ConfigureAwait(false);
                seen = Volatile.Read(ref _signals);
                var asked = await AttemptAsync(stop).ConfigureAwait(false);
                failures = asked is null ? 0 : failures + 1;
                if (asked is { } wait)
                    await WaitAsync(_backoff.After(failures, wait), next, wait > TimeSpan.Zero, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    // Null when done; else how long the server asks to wait.
    private async Task<TimeSpan?> AttemptAsync(CancellationToken stop)
    {
        try
        {
            return await WorkAsync(_work, stop).ConfigureAwait(false) ? null : TimeSpan.Zero;
        }
        catch (SupportException fault) when (fault.IsTransient)
        {
            if (fault.Code == SupportException.StoreFailed)
                _faulted(fault);
            return fault.RetryAfter ?? TimeSpan.Zero;
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            _faulted(fault);
            return null;
        }
    }

    private async Task WaitAsync(TimeSpan delay, Task next, bool asked, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var elapsed = _time.DelayAsync(delay, over.Token);
        await (asked ? elapsed : Task.WhenAny(elapsed, next)).ConfigureAwait(false);
#pragma warning disable CA1849 // netstandard2.0 has only this one.
        over.Cancel();
#pragma warning restore CA1849
        stop.ThrowIfCancellationRequested();
    }
}
