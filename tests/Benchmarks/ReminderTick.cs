using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Reminders;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Benchmarks;

/// <summary>One tick of the reminder timer with ten tickets due, among few and among many open ones.</summary>
internal static class ReminderTick
{
    private const int Due = 10;
    private const int Ticks = 21;

    private static readonly DateTimeOffset Opened = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static SqliteTicketStore Open(SqliteDatabase database)
    {
        var (feed, unreadable) = (new SqliteChangeFeed(database), new UnreadableDocuments(NullLogger<UnreadableDocuments>.Instance));
        return new SqliteTicketStore(database, feed, new WordIndex(database, feed, unreadable), unreadable);
    }

    public static async Task RunAsync()
    {
        Console.WriteLine("\n| open tickets | due | tick, median ms | min ms |\n|---|---|---|---|");
        foreach (var open in new[] { 1_000, 1_000_000 })
        {
            var folder = Directory.CreateTempSubdirectory("support-bench-").FullName;
            using (var database = SqliteDatabase.Open(folder))
            {
                var store = Open(database);
                await FillAsync(store, open);
                var times = await TickAsync(store);
                Console.WriteLine(FormattableString.Invariant($"| {open:N0} | {Due} | {times[times.Count / 2]:F2} | {times[0]:F2} |"));
            }

            Directory.Delete(folder, recursive: true);
        }
    }

    // Ten tickets fall due in each of the coming minutes; all the others only long after.
    private static Task FillAsync(SqliteTicketStore store, int open) => Parallel.ForEachAsync(
        Enumerable.Range(0, open),
        new ParallelOptions { MaxDegreeOfParallelism = 256 },
        async (i, cancellationToken) =>
        {
            var customer = new Caller($"customer-{i}", null, ActorRole.Customer);
            var ticket = new Submission(TicketCategory.Question, null, "Where is my parcel?").Open(TicketId.New(customer.Key, Opened), customer, Opened, new RemindersOptions());
            var due = i < Due * Ticks ? Opened.AddMinutes(1 + (i / Due)) : Opened.AddYears(1).AddSeconds(i);
            await store.AddAsync(ticket with { NextReminderAt = due }, cancellationToken);
        });

    private static async Task<List<double>> TickAsync(SqliteTicketStore store)
    {
        var time = new SetTime();
        var reminders = new RemindAgents(store, Options.Create(new RemindersOptions { Repeat = TimeSpan.FromDays(30) }), time, NullLogger<RemindAgents>.Instance);
        var times = new List<double>();
        for (var tick = 0; tick < Ticks; tick++)
        {
            time.Now = Opened.AddMinutes(1 + tick);
            var started = Stopwatch.GetTimestamp();
            var taken = await reminders.RunAsync(CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (taken != Due)
                throw new InvalidOperationException($"{taken} steps were taken instead of {Due}.");
        }

        return [.. times.Skip(1).Order()];
    }

    private sealed class SetTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
