using System.Threading.Channels;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessSupport.Local.Runtime;

/// <summary>
/// Runs one timer function, never twice at once. Occurrences that passed while it ran are dropped; any number that passed
/// while the host was down are one run that is past due, where the monitor keeps watch.
/// </summary>
internal sealed class TimerPump(TimerFunction function, SqliteTimers timers, Invoker invoker, TimeProvider time)
{
    private static readonly TimeSpan ShortestMonitored = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> _asked = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private bool _runsOnStartup = function.RunOnStartup;
    private TimerStatus? _status;
    private DateTimeOffset _next;

    /// <summary>Has the function run once outside its schedule, as soon as it does not run anyway.</summary>
    public void RunByHand() => _asked.Writer.TryWrite(true);

    public async Task RunAsync(HostTokens tokens)
    {
        var now = time.GetUtcNow();
        _status = IsMonitored(now) ? await StatusAsync(now, tokens.Stopping) : null;
        _next = _status?.Next ?? NextAfter(now);
        if (_next < now)
            await RunAsync(isPastDue: true, tokens);
        else if (_runsOnStartup)
            await RunAsync(isPastDue: false, tokens);
        _runsOnStartup = false;
        while (true)
        {
            if (await IsAskedBeforeDueAsync(tokens.Stopping))
                await InvokeAsync(isPastDue: false, tokens);
            else
                await RunAsync(isPastDue: false, tokens);
        }
    }

    private async Task RunAsync(bool isPastDue, HostTokens tokens)
    {
        var startedAt = time.GetUtcNow();
        // A run that was cut off leaves the status as it is, so that the next start finds it past due.
        if (await InvokeAsync(isPastDue, tokens) == Ending.Stopped)
            return;
        var now = time.GetUtcNow();
        _next = NextAfter(now);
        if (_status is not null)
            await timers.WriteAsync(function.Name, _status = new TimerStatus(startedAt, _next, now), CancellationToken.None);
    }

    private Task<Ending> InvokeAsync(bool isPastDue, HostTokens tokens)
    {
        var status = _status is null ? null : new ScheduleStatus
        {
            Last = _status.Last.UtcDateTime,
            Next = _status.Next.UtcDateTime,
            LastUpdated = _status.UpdatedAt.UtcDateTime,
        };
        var timer = new TimerInfo { IsPastDue = isPastDue, ScheduleStatus = status };
        return invoker.RunAsync(function.Name, function.Retry, (services, cancellation) => function.Call(services, timer, cancellation), tokens);
    }

    /// <summary>What the monitor remembers; what was reckoned by another schedule is reckoned anew.</summary>
    private async Task<TimerStatus> StatusAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = timers.Read(function.Name);
        var status = known is null
            ? new TimerStatus(DateTimeOffset.MinValue, NextAfter(now), now)
            // A clock that was ahead when it was written down, and was put right since, must not put the next run off till then.
            : known with { Next = NextAfter(known.UpdatedAt < now ? known.UpdatedAt : now) };
        if (status != known)
            await timers.WriteAsync(function.Name, status, cancellationToken);
        return status;
    }

    private async Task<bool> IsAskedBeforeDueAsync(CancellationToken stopping)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var asked = _asked.Reader.WaitToReadAsync(waiting.Token).AsTask();
        try
        {
            while (true)
            {
                stopping.ThrowIfCancellationRequested();
                if (_asked.Reader.TryRead(out _))
                    return true;
                var now = time.GetUtcNow();
                // The next run is later than the schedule's next time only when the clock was put back.
                if (NextAfter(now) is var next && next < _next)
                    _next = next;
                if (_next <= now)
                    return false;
                await Task.WhenAny(asked, time.UntilAsync(_next, waiting.Token));
            }
        }
        finally
        {
            await waiting.CancelAsync();
        }
    }

    private bool IsMonitored(DateTimeOffset now)
    {
        if (!function.UseMonitor)
            return false;
        var times = function.Schedule.GetNextOccurrences(now.UtcDateTime, DateTime.MaxValue).Take(5).ToList();
        return times.Zip(times.Skip(1), (one, other) => other - one).All(interval => interval >= ShortestMonitored);
    }

    private DateTimeOffset NextAfter(DateTimeOffset moment) => new(function.Schedule.GetNextOccurrence(moment.UtcDateTime), TimeSpan.Zero);
}
