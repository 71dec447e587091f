namespace ServerlessSupport.Local.Runtime;

/// <summary>How an invocation ended; when it was stopped, whatever woke it must wake it again after the next start.</summary>
internal enum Ending
{
    Succeeded,
    GaveUp,
    Stopped,
}

/// <summary>Runs functions that nobody waits for: each run in a service scope of its own, tried again as the retry policy says, faults logged.</summary>
internal sealed partial class Invoker(IServiceScopeFactory scopes, TimeProvider time, ILogger<Invoker> logger)
{
    public async Task<Ending> RunAsync(string function, RetryPolicy? retry, Func<IServiceProvider, CancellationToken, Task> run, HostTokens tokens)
    {
        for (var retries = 1; ; retries++)
        {
            TimeSpan? delay;
            try
            {
                await RunOnceAsync(run, tokens.Cancelled);
                return Ending.Succeeded;
            }
            catch (Exception) when (tokens.Cancelled.IsCancellationRequested)
            {
                return Ending.Stopped;
            }
            // A function may throw anything; where nobody waits, this is where it ends.
            catch (Exception fault)
            {
                delay = retry?.DelayBefore(retries);
                Log.Failed(logger, function, delay is null ? "It is not tried again." : $"It is tried again in {delay}.", fault);
            }

            if (delay is not { } wait)
                return Ending.GaveUp;
            if (!await WaitAsync(wait, tokens.Stopping))
                return Ending.Stopped;
        }
    }

    private async Task RunOnceAsync(Func<IServiceProvider, CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await run(scope.ServiceProvider, cancellationToken);
    }

    private async Task<bool> WaitAsync(TimeSpan wait, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(wait, time, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Error, "The function {Function} failed. {Next}")]
        public static partial void Failed(ILogger logger, string function, string next, Exception fault);
    }
}

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

/// <summary>
/// The two steps of a stop: after <paramref name="Stopping"/> no new work is taken, and what is under way finishes;
/// <paramref name="Cancelled"/> comes when it took too long.
/// </summary>
internal sealed record HostTokens(CancellationToken Stopping, CancellationToken Cancelled);
