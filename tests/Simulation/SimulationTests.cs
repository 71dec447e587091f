using System.Collections.Concurrent;

namespace ServerlessSupport.Simulation;

/// <summary>The engine under seeded faults: processes end between any two steps, stores and the platform fail, batches are dropped and repeated, callers overlap.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Schedules = 2_000;

    [Fact]
    public void Every_update_is_taken_in_order_whatever_goes_wrong_and_the_log_says_so() => Hold(reconciles: true);

    /// <summary>The reconciler takes minutes: it is for what the platform loses, and not for what the engine forgets.</summary>
    [Fact]
    public void While_no_batch_is_lost_no_update_waits_for_the_reconciler() => Hold(reconciles: false);

    private void Hold(bool reconciles)
    {
        var findings = new ConcurrentBag<string>();
        int updates = 0, pushes = 0, crashes = 0, deadLetters = 0;
        Parallel.For(0, Schedules, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            var schedule = Run(seed, reconciles);
            foreach (var finding in Findings.Of(schedule))
                findings.Add($"seed {seed}: {finding}");
            Interlocked.Add(ref updates, schedule.Durable.Tickets.Values.Sum(ticket => ticket.Timeline.Count(entry => entry.IsPushable)));
            Interlocked.Add(ref pushes, schedule.Hub.Taken.Count);
            Interlocked.Add(ref crashes, schedule.Crashes);
            Interlocked.Add(ref deadLetters, schedule.Queue.DeadLetters.Count);
        });

        output.WriteLine($"{Schedules} schedules, {updates} updates, {pushes} pushes taken, {crashes} crashes, {deadLetters} dead letters after the last attempt");
        Assert.True(updates > Schedules && crashes > Schedules / 2, "The schedules are too tame.");
        Assert.True(pushes < updates * 4, "The engine repeats itself too often.");
        Assert.True(findings.IsEmpty, string.Join('\n', findings.Order().Take(20)));
    }

    [Fact]
    public void The_same_seed_runs_the_same_way() =>
        Assert.All([1, 2, 3], seed => Assert.Equal(Run(seed, reconciles: true).Hub.Taken, Run(seed, reconciles: true).Hub.Taken));

    // On a thread without a synchronization context, or awaits would leave the schedule for it.
    private static Schedule Run(int seed, bool reconciles)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Schedule(seed, reconciles).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
