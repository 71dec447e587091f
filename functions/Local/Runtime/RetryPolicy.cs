namespace ServerlessSupport.Local.Runtime;

/// <summary>What a retry attribute asks for: how often (-1: for ever), and how long to wait, doubling from the shortest wait to the longest.</summary>
internal sealed record RetryPolicy(int MaxRetryCount, TimeSpan Shortest, TimeSpan Longest)
{
    /// <summary>The wait before a retry, counted from 1; null when there is no such retry.</summary>
    public TimeSpan? DelayBefore(int retry)
    {
        if (MaxRetryCount >= 0 && retry > MaxRetryCount)
            return null;
        var ticks = Shortest.Ticks * Math.Pow(2, retry - 1);
        return ticks < Longest.Ticks ? TimeSpan.FromTicks((long)ticks) : Longest;
    }
}
