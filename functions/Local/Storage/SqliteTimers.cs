namespace ServerlessSupport.Local.Storage;

/// <summary>What the timer monitor remembers of one function across restarts.</summary>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset UpdatedAt);

/// <summary>The timer monitor's memory: one row a function.</summary>
internal sealed class SqliteTimers
{
    public TimerStatus? Read(string function) => throw new NotSupportedException();

    public Task WriteAsync(string function, TimerStatus status, CancellationToken cancellationToken) => throw new NotSupportedException();
}
