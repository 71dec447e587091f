namespace ServerlessSupport.Local.Runtime;

/// <summary>Waits by the clock.</summary>
internal static class Waiting
{
    // A timer cannot wait for as long as a schedule, or a message that was put off, may ask.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Ends when the clock shows the time, or after a day: whoever waits looks at the clock again.</summary>
    public static Task UntilAsync(this TimeProvider time, DateTimeOffset due, CancellationToken cancellationToken)
    {
        var left = due - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return Task.CompletedTask;
        var wait = Task.Delay(left < Longest ? left : Longest, time, cancellationToken);
        // A clock that was put forward just before the wait began would have it end too late.
        return time.GetUtcNow() < due ? wait : Task.CompletedTask;
    }
}
