using System.Collections.Concurrent;
using System.Globalization;

namespace ServerlessSupport.Simulation;

/// <summary>
/// The engine under seeded faults: processes end between any two steps, stores and the platform fail, batches are dropped and
/// repeated, callers overlap, phones change hands, clocks jump. SEEDS says how many schedules of each mode are run (300 by default), and FROM
/// the first of them (0).
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
#pragma warning disable RS0030 // How long to search is a matter of the machine, not a setting of the product.
    private static readonly int Schedules = Number("SEEDS") ?? 300;

    private static readonly int First = Number("FROM") ?? 0;

    private static int? Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
#pragma warning restore RS0030

    [Fact]
    public void Everything_is_taken_in_order_whatever_goes_wrong_and_the_log_says_so() => Hold(Mode.Faults);

    [Fact]
    public void Nothing_is_lost_or_stands_still_when_clocks_are_put_forward_and_back() => Hold(Mode.Clocks);

    /// <summary>The reconciler takes minutes: it is for what the platform loses, and not for what the engine forgets.</summary>
    [Fact]
    public void While_no_process_ends_and_no_batch_is_lost_nothing_waits_for_the_reconciler() => Hold(Mode.FastPath);

    private void Hold(Mode mode)
    {
        var findings = new ConcurrentBag<string>();
        int updates = 0, reminders = 0, pushes = 0, crashes = 0, deadLetters = 0;
        Parallel.For(First, First + Schedules, new ParallelOptions { CancellationToken = TestContext.Current.CancellationToken }, seed =>
        {
            var schedule = Run(seed, mode);
            foreach (var finding in Findings.Of(schedule))
                findings.Add($"seed {seed}: {finding}");
            Interlocked.Add(ref updates, schedule.Durable.Tickets.Values.Sum(ticket => ticket.Timeline.Count(entry => entry.IsPushable)));
            Interlocked.Add(ref reminders, schedule.Durable.Tickets.Values.Sum(ticket => ticket.Timeline.Count(entry => entry.Kind == Tickets.EntryKind.Reminder)));
            Interlocked.Add(ref pushes, schedule.Hub.Taken.Count);
            Interlocked.Add(ref crashes, schedule.Crashes);
            Interlocked.Add(ref deadLetters, schedule.Queue.DeadLetters.Count);
        });

        output.WriteLine($"{mode.Name}: {Schedules} schedules from {First}, {updates} updates, {reminders} reminders, {pushes} pushes taken, {crashes} crashes, {deadLetters} dead letters after the last attempt");
        Assert.True(findings.IsEmpty, $"{findings.Count} findings\n" + string.Join('\n', findings.Order().Take(20)));
        Assert.True(updates > Schedules && reminders > Schedules && (crashes > Schedules / 2 || !mode.HasReconciler), "The schedules are too tame.");
        Assert.True(pushes < (updates + reminders) * 4, "The engine repeats itself too often.");
    }

    [Fact]
    public void The_same_seed_runs_the_same_way() =>
        Assert.All([1, 2, 3], seed => Assert.Equal(Run(seed, Mode.Clocks).Hub.Taken, Run(seed, Mode.Clocks).Hub.Taken));

    // On a thread without a synchronization context, or awaits would leave the schedule for it.
    private static Schedule Run(int seed, Mode mode)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return new Schedule(seed, mode).Run();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }
}
