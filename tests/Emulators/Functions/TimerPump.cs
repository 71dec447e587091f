using System.Text.Json;
using NCrontab;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>Wakes a timer function by the clock; occurrences that were missed, while nothing ran too, are one call.</summary>
internal static class TimerPump
{
    public static async Task RunAsync(FunctionsHost host, Function function, FunctionsHostOptions options, CancellationToken cancellationToken)
    {
        var schedule = CrontabSchedule.Parse(host.Resolve(function.Text("schedule")), new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        var last = options.LastRuns.GetOrAdd(function.Name, options.Time.GetUtcNow().UtcDateTime);
        while (true)
        {
            var next = schedule.GetNextOccurrence(last);
            var now = options.Time.GetUtcNow().UtcDateTime;
            if (next > now)
            {
                var wait = Task.Delay(next - now, options.Time, cancellationToken);
                // A test may have moved the clock just before the wait began.
                if (options.Time.GetUtcNow().UtcDateTime < next)
                    await wait;
                continue;
            }

            await InvokeAsync(host, function, last, schedule.GetNextOccurrence(now), cancellationToken);
            options.LastRuns[function.Name] = last = now;
        }
    }

    /// <summary>Wakes it now.</summary>
    public static Task<InvocationResponse> InvokeAsync(FunctionsHost host, Function function, DateTime last, DateTime next, CancellationToken cancellationToken) =>
        host.InvokeAsync(
            function,
            new TypedData
            {
                Json = JsonSerializer.Serialize(new
                {
                    Schedule = new { AdjustForDST = true },
                    ScheduleStatus = new { Last = last, Next = next, LastUpdated = last },
                    IsPastDue = false,
                }),
            },
            cancellationToken);
}
