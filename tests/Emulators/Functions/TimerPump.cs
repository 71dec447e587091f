using System.Text.Json;
using NCrontab;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>Wakes a timer function by the clock; occurrences that were missed are one call.</summary>
internal static class TimerPump
{
    public static async Task RunAsync(FunctionsHost host, Function function, TimeProvider time, CancellationToken cancellationToken)
    {
        var schedule = CrontabSchedule.Parse(host.Resolve(function.Text("schedule")), new CrontabSchedule.ParseOptions { IncludingSeconds = true });
        var last = time.GetUtcNow().UtcDateTime;
        while (true)
        {
            var next = schedule.GetNextOccurrence(last);
            var now = time.GetUtcNow().UtcDateTime;
            if (next > now)
            {
                await Task.Delay(next - now, time, cancellationToken);
                continue;
            }

            await InvokeAsync(host, function, last, schedule.GetNextOccurrence(now), cancellationToken);
            last = now;
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
