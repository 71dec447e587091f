namespace ServerlessSupport.Client;

/// <summary>Lets any number of waiters know that something happened after they began to look.</summary>
internal sealed class Signal
{
    private TaskCompletionSource<bool> _next = New();

    /// <summary>Completes when the signal is raised after this call.</summary>
    public Task Next => Volatile.Read(ref _next).Task;

    public void Raise() => Interlocked.Exchange(ref _next, New()).TrySetResult(true);

    private static TaskCompletionSource<bool> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
