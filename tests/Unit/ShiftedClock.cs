namespace ServerlessSupport.Unit;

/// <summary>A clock that can be put forward and back; lengths of time and timers go on as before, as on a real machine.</summary>
internal sealed class ShiftedClock(TimeProvider steady) : TimeProvider
{
    /// <summary>How much it is ahead of the true time.</summary>
    public TimeSpan Ahead { get; set; }

    public override long TimestampFrequency => steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Ahead;

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => steady.CreateTimer(callback, state, dueTime, period);
}
