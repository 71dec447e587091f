using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Desk;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit;

/// <summary>The real store in a folder of its own that goes when the test is over.</summary>
internal sealed class TempStore : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;
    private readonly SqliteDatabase _database;

    public TempStore()
    {
        _database = SqliteDatabase.Open(_folder);
        Feed = new SqliteChangeFeed(_database);
        Tickets = new SqliteTicketStore(_database, Feed, new WordIndex(_database, Feed, Unreadable), Unreadable);
        Changes = new SqliteTicketChanges(_database, Unreadable);
        Deliveries = new SqliteDeliveryLog(_database, Unreadable);
        Installations = new SqliteInstallationStore(_database, Unreadable, Time);
        Desk = new SqliteDeskStore(_database, Unreadable, Time);
    }

    public FakeTimeProvider Time { get; } = new(Some.Morning);

    public SqliteChangeFeed Feed { get; }

    public SqliteTicketStore Tickets { get; }

    public SqliteTicketChanges Changes { get; }

    public UnreadableDocuments Unreadable { get; } = new(NullLogger<UnreadableDocuments>.Instance);

    public IDeliveryLog Deliveries { get; }

    public SqliteInstallationStore Installations { get; }

    public IDeskStore Desk { get; }

    /// <summary>The delivery engine over this store, without randomness.</summary>
    public PushEngine Engine(IPushGateway gateway, IMessageQueue queue, IOptions<PushOptions> options) =>
        new(Tickets, Changes, Deliveries, Installations, Desk, gateway, queue, options, new NoJitter(), Time);

    /// <summary>Stores the ticket as it is.</summary>
    public async Task<Ticket> KeepAsync(Ticket ticket)
    {
        if (await Tickets.FindAsync(ticket.Id, TestContext.Current.CancellationToken) is { } stored)
            Assert.NotNull(await Tickets.ReplaceAsync(ticket, stored.ETag, TestContext.Current.CancellationToken));
        else
            Assert.NotNull(await Tickets.AddAsync(ticket, TestContext.Current.CancellationToken));
        return ticket;
    }

    public void Dispose()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
