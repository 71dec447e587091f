using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Unit.Runtime;

public sealed class TimerTests
{
    private static readonly TimeSpan HalfMinute = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task It_runs_at_each_time_of_its_schedule_and_knows_its_last_and_next_time()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(EveryMinute));

        await host.Time.PassAsync(HalfMinute);
        var first = await host.Probe.NextAsync<TimerInfo>();
        await host.Time.PassAsync(Minute);
        var second = await host.Probe.NextAsync<TimerInfo>();

        Assert.False(first.IsPastDue);
        Assert.Equal((default, At(9, 1)), (first.ScheduleStatus!.Last, first.ScheduleStatus.Next));
        Assert.Equal((At(9, 1), At(9, 2)), (second.ScheduleStatus!.Last, second.ScheduleStatus.Next));
        await host.Time.WaitedForAsync(Minute);
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task Occurrences_that_pass_while_it_runs_are_dropped_and_it_never_runs_twice_at_once()
    {
        await using var host = new RuntimeHost();
        var release = new TaskCompletionSource();
        host.Probe.Behaviour = (_, _) => release.Task;
        await host.StartWithAsync(typeof(EveryMinute));

        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();
        host.Time.Advance(TimeSpan.FromMinutes(5));
        release.SetResult();
        await host.Time.WaitedForAsync(Minute);

        host.Probe.AssertNothingMore();
        Assert.Equal(1, host.Probe.MostAtOnce);
    }

    [Fact]
    public async Task Occurrences_missed_while_the_host_was_down_are_one_run_that_is_past_due()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(EveryMinute));
        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();
        await host.Time.WaitedForAsync(Minute);

        await host.RestartAsync(TimeSpan.FromHours(3), typeof(EveryMinute));
        var run = await host.Probe.NextAsync<TimerInfo>();
        await host.Time.WaitedForAsync(Minute);

        Assert.True(run.IsPastDue);
        Assert.Equal((At(9, 1), At(9, 2)), (run.ScheduleStatus!.Last, run.ScheduleStatus.Next));
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task Nothing_missed_is_nothing_past_due()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(EveryMinute));
        await host.Time.WaitedForAsync(HalfMinute);

        await host.RestartAsync(TimeSpan.FromSeconds(10), typeof(EveryMinute));

        await host.Time.WaitedForAsync(TimeSpan.FromSeconds(20));
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task A_schedule_that_changed_is_reckoned_anew_and_not_past_due_by_the_old_one()
    {
        await using var host = new RuntimeHost { Configuration = { ["Schedule"] = "0 * * * * *" } };
        await host.StartWithAsync(typeof(BySetting));
        await host.Time.WaitedForAsync(HalfMinute);
        host.Configuration["Schedule"] = "0 0 12 * * *";

        await host.RestartAsync(TimeSpan.FromMinutes(5), typeof(BySetting));

        await host.Time.WaitedForAsync(new TimeSpan(2, 54, 30));
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task Without_the_monitor_there_is_no_status_and_nothing_is_past_due()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(Unmonitored));
        await host.Time.PassAsync(HalfMinute);
        Assert.Null((await host.Probe.NextAsync<TimerInfo>()).ScheduleStatus);
        await host.Time.WaitedForAsync(Minute);

        await host.RestartAsync(TimeSpan.FromHours(3), typeof(Unmonitored));

        await host.Time.WaitedForAsync(Minute);
        host.Probe.AssertNothingMore();
        Assert.Null(host.Get<SqliteTimers>().Read(nameof(Unmonitored)));
    }

    [Fact]
    public async Task Intervals_below_a_minute_are_not_monitored()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(EveryTenSeconds));

        await host.Time.PassAsync(TimeSpan.FromSeconds(10));

        Assert.Null((await host.Probe.NextAsync<TimerInfo>()).ScheduleStatus);
    }

    [Fact]
    public async Task It_runs_at_start_where_it_asks_to_and_then_by_its_schedule()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(AtStart));

        Assert.False((await host.Probe.NextAsync<TimerInfo>()).IsPastDue);
        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();
    }

    [Fact]
    public async Task A_failure_is_logged_and_the_schedule_goes_on()
    {
        await using var host = new RuntimeHost();
        host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("No luck.");
        await host.StartWithAsync(typeof(EveryMinute));

        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();
        await host.Time.PassAsync(Minute);
        await host.Probe.NextAsync<TimerInfo>();

        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Error && line.Fault?.Message == "No luck.");
    }

    [Fact]
    public async Task A_retry_attribute_is_heeded_before_the_next_occurrence()
    {
        await using var host = new RuntimeHost();
        host.Probe.Behaviour = (_, _) => throw new InvalidOperationException("No luck.");
        await host.StartWithAsync(typeof(RetriedTwice));

        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();
        for (var retry = 0; retry < 2; retry++)
        {
            await host.Time.PassAsync(TimeSpan.FromSeconds(5));
            await host.Probe.NextAsync<TimerInfo>();
        }

        await host.Time.WaitedForAsync(TimeSpan.FromSeconds(50));
        host.Probe.AssertNothingMore();
    }

    [Fact]
    public async Task A_run_cut_off_by_the_stop_is_past_due_at_the_next_start()
    {
        await using var host = new RuntimeHost { ShutdownTimeout = TimeSpan.FromMilliseconds(200) };
        host.Probe.Behaviour = (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        await host.StartWithAsync(typeof(EveryMinute));
        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();

        await host.RestartAsync(TimeSpan.FromSeconds(10), typeof(EveryMinute));

        Assert.True((await host.Probe.NextAsync<TimerInfo>()).IsPastDue);
    }

    [Fact]
    public async Task A_distant_time_is_waited_for_in_steps()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(OnceAYear));

        for (var day = 0; day < 304; day++)
        {
            await host.Time.PassAsync(TimeSpan.FromDays(1));
            host.Probe.AssertNothingMore();
        }

        await host.Time.PassAsync(new TimeSpan(14, 59, 30));
        await host.Probe.NextAsync<TimerInfo>();
    }

    [Fact]
    public async Task An_operator_runs_it_by_hand_outside_its_schedule()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(EveryMinute));
        await host.Time.WaitedForAsync(HalfMinute);

        using var answer = await host.Http.PostAsync("/admin/functions/everyminute", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(At(9, 1), (await host.Probe.NextAsync<TimerInfo>()).ScheduleStatus!.Next);
        await host.Time.PassAsync(HalfMinute);
        Assert.Equal(default, (await host.Probe.NextAsync<TimerInfo>()).ScheduleStatus!.Last);
    }

    [Fact]
    public async Task A_clock_that_was_ahead_and_was_put_right_does_not_stop_it()
    {
        await using var host = new RuntimeHost();
        host.Time.SetUtcNow(ArmedTime.Morning.AddYears(4));
        await host.StartWithAsync(typeof(EveryMinute));
        await host.Time.PassAsync(HalfMinute);
        await host.Probe.NextAsync<TimerInfo>();
        await host.Time.WaitedForAsync(Minute);

        await host.RestartAsync(TimeSpan.FromDays(-1461), typeof(EveryMinute));
        await host.Time.PassAsync(Minute);

        await host.Probe.NextAsync<TimerInfo>();
    }

    private static DateTime At(int hour, int minute) => new(2026, 3, 2, hour, minute, 0, DateTimeKind.Utc);

    public sealed class EveryMinute(Probe probe)
    {
        [Function(nameof(EveryMinute))]
        public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => probe.RunAsync(timer, cancellationToken);
    }

    public sealed class BySetting(Probe probe)
    {
        [Function(nameof(BySetting))]
        public Task Run([TimerTrigger("%Schedule%")] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
    }

    public sealed class Unmonitored(Probe probe)
    {
        [Function(nameof(Unmonitored))]
        public Task Run([TimerTrigger("0 * * * * *", UseMonitor = false)] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
    }

    public sealed class EveryTenSeconds(Probe probe)
    {
        [Function(nameof(EveryTenSeconds))]
        public Task Run([TimerTrigger("*/10 * * * * *")] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
    }

    public sealed class AtStart(Probe probe)
    {
        [Function(nameof(AtStart))]
        public Task Run([TimerTrigger("0 * * * * *", RunOnStartup = true)] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
    }

    public sealed class RetriedTwice(Probe probe)
    {
        [Function(nameof(RetriedTwice)), FixedDelayRetry(2, "00:00:05")]
        public Task Run([TimerTrigger("0 * * * * *")] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
    }

    public sealed class OnceAYear(Probe probe)
    {
        [Function(nameof(OnceAYear))]
        public Task Run([TimerTrigger("0 0 0 1 1 *")] TimerInfo timer) => probe.RunAsync(timer, CancellationToken.None);
    }
}
