using System.Diagnostics;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Benchmarks;

/// <summary>
/// The agents' lists over 100,000 open tickets and as many ended ones beside the same over 50: what the first page takes. Beforehand random filters are paged through and held
/// against a plain query of the same tickets in memory, so that what is quick is right too.
/// </summary>
internal static class Lists
{
    private const int Open = 100_000;
    private const int Few = 50;
    private const int Runs = 41;

    private static readonly (string Name, TicketFilter Filter)[] Asked =
    [
        ("what is due", new() { States = TicketFilter.Unended }),
        ("mine", new() { States = TicketFilter.Unended, Assignee = "agent-7" }),
        ("unassigned", new() { States = TicketFilter.Unended, Unassigned = true }),
        ("complaints awaiting us", new() { States = TicketFilter.Unended, Category = TicketCategory.Complaint, Awaits = Awaited.Agent }),
        ("urgent, in a queue", new() { States = TicketFilter.Unended, Queue = "queue-3", Priority = Priority.Urgent }),
        ("tagged", new() { States = TicketFilter.Unended, Tag = "tag-5" }),
        ("nothing passes", new() { States = [TicketState.Waiting], Awaits = Awaited.Agent, Unassigned = true, Category = TicketCategory.Complaint }),
        ("newest open", new() { States = TicketFilter.Unended, Order = TicketOrder.Newest }),
        ("newest closed", new() { States = [TicketState.Closed], Order = TicketOrder.Newest }),
        ("a rare word", Words("needle")),
        ("a word in every ticket", Words("parcel")),
        ("two letters", Words("pa ca")),
    ];

    public static async Task RunAsync()
    {
        using var empty = new ManyTickets();
        using var full = new ManyTickets();
        await empty.FillAsync(Few);
        var tickets = await full.FillAsync(2 * Open);
        var started = Stopwatch.GetTimestamp();
        await full.Words.CatchUpAsync(CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant($"\nThe words of {tickets.Count:N0} tickets were indexed in {Stopwatch.GetElapsedTime(started).TotalSeconds:F1} s."));
        await CheckAsync(full, tickets);

        Console.WriteLine("\n| first page of 50 | over 50, median ms | over 200,000, median ms | ratio | counted to 1,000, ms |\n|---|---|---|---|---|");
        foreach (var (name, filter) in Asked)
        {
            var (few, many) = (await MedianAsync(() => empty.Tickets.ListAsync(filter, new PageRequest(50), default)), await MedianAsync(() => full.Tickets.ListAsync(filter, new PageRequest(50), default)));
            var counted = await MedianAsync(() => full.Tickets.CountAsync(filter, 1_000, default));
            Console.WriteLine(FormattableString.Invariant($"| {name} | {few:F2} | {many:F2} | {many / few:F1} | {counted:F2} |"));
        }
    }

    private static async Task CheckAsync(ManyTickets store, IReadOnlyList<Ticket> tickets)
    {
        var random = new Random(20_260_301);
        for (var i = 0; i < 25; i++)
        {
            var filter = RandomFilter(random);
            var expected = tickets.Where(filter.Matches).OrderBy(ticket => ticket.DueAt is null).ThenBy(ticket => ticket.DueAt ?? ticket.UpdatedAt).ThenBy(ticket => ticket.Id, StringComparer.Ordinal);
            var listed = new List<string>();
            for (ListPosition? after = null; listed.Count == 0 || after is not null;)
            {
                var page = await store.Tickets.ListAsync(filter, new PageRequest(PageRequest.MaxLimit, after), default);
                listed.AddRange(page.Items.Select(ticket => ticket.Id));
                after = page.Next;
                if (after is null)
                    break;
            }

            if (!expected.Select(ticket => ticket.Id).SequenceEqual(listed))
                throw new InvalidOperationException($"{filter.Name} listed {listed.Count} tickets, not the right ones.");
        }

        Console.WriteLine("25 random filters list what a plain query does.");
    }

    private static async Task<double> MedianAsync<T>(Func<Task<T>> read)
    {
        var times = new List<double>();
        for (var run = 0; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            await read();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        return times.Order().ElementAt(Runs / 2);
    }

    private static TicketFilter RandomFilter(Random random) => new()
    {
        States = random.Next(3) switch { 0 => [], 1 => [(TicketState)random.Next(5)], _ => TicketFilter.Unended },
        Assignee = random.Next(3) == 0 ? $"agent-{random.Next(50)}" : null,
        Queue = random.Next(3) == 0 ? $"queue-{random.Next(8)}" : null,
        Tag = random.Next(4) == 0 ? $"tag-{random.Next(30)}" : null,
        Category = random.Next(3) == 0 ? (TicketCategory)random.Next(2) : null,
        Awaits = random.Next(3) == 0 ? (Awaited)random.Next(3) : null,
        Priority = random.Next(4) == 0 ? (Priority)random.Next(4) : null,
        DueBy = random.Next(4) == 0 ? ManyTickets.Start.AddHours(30) : null,
        Rating = random.Next(6) == 0 ? random.Next(1, 6) : null,
    };

    private static TicketFilter Words(string query) => new() { Query = SearchQuery.Of(query), Order = TicketOrder.Newest };
}
