using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Benchmarks;

/// <summary>A store in a folder of its own, filled with tickets as a busy desk has them: half of them open, in all states, with agents, queues and tags.</summary>
internal sealed class ManyTickets : IDisposable
{
    private readonly SqliteDatabase _database;

    public ManyTickets()
    {
        _database = SqliteDatabase.Open(Folder);
        var (feed, unreadable) = (new SqliteChangeFeed(_database), new UnreadableDocuments(NullLogger<UnreadableDocuments>.Instance));
        Words = new WordIndex(_database, feed, unreadable);
        Tickets = new SqliteTicketStore(_database, feed, Words, unreadable);
    }

    /// <summary>When the first ticket was raised; each came a second after the one before.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public string Folder { get; } = Directory.CreateTempSubdirectory("support-bench-").FullName;

    public WordIndex Words { get; }

    public SqliteTicketStore Tickets { get; }

    public async Task<IReadOnlyList<Ticket>> FillAsync(int count)
    {
        var random = new Random(4711);
        var tickets = Enumerable.Range(0, count).Select(i => RandomTicket(i, count, random)).ToList();
        await Parallel.ForEachAsync(tickets, new ParallelOptions { MaxDegreeOfParallelism = 256 }, async (ticket, cancellationToken) => await Tickets.AddAsync(ticket, cancellationToken));
        return tickets;
    }

    /// <summary>Closes the store and leaves its folder, for a server to go on with.</summary>
    public void Close()
    {
        Words.Dispose();
        _database.Dispose();
    }

    public void Dispose()
    {
        Close();
        Directory.Delete(Folder, recursive: true);
    }

    // Every second one has ended; the others are in all states that have not. Nobody is reminded of any.
    private static Ticket RandomTicket(int number, int count, Random random)
    {
        var customer = new Caller($"customer-{number / 3}", null, ActorRole.Customer);
        var at = Start.AddSeconds(number);
        var text = $"I ordered {random.Next(1_000)} things and the parcel has not come. Carrier {random.Next(100)}. {(number % (count / 10) == 7 ? "needle" : "")}";
        var opened = new Submission((TicketCategory)random.Next(2), $"Parcel {number}", text).Open(TicketId.New(customer.Key, at), customer, at, new RemindersOptions());
        var isEnded = number % 2 == 1;
        return opened with
        {
            State = isEnded ? (TicketState)random.Next(3, 5) : (TicketState)random.Next(3),
            Assignee = random.Next(3) == 0 ? null : $"agent-{random.Next(50)}",
            Queue = random.Next(2) == 0 ? null : $"queue-{random.Next(8)}",
            Priority = (Priority)(random.Next(10) == 0 ? random.Next(1, 4) : 0),
            Tags = random.Next(4) == 0 ? [$"tag-{random.Next(30)}"] : null,
            Awaits = (Awaited)random.Next(3),
            DueAt = isEnded || random.Next(5) == 0 ? null : at.AddHours(random.Next(1, 24)),
            Rating = isEnded && random.Next(2) == 0 ? random.Next(1, 6) : null,
            NextReminderAt = null,
        };
    }
}
