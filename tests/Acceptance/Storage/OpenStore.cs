using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Storage;

/// <summary>The store as the local edition opens it, in a folder of its own that goes with it.</summary>
internal sealed class OpenStore : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public OpenStore() => Open();

    public FakeTimeProvider Time { get; } = new(Some.Start);

    public string Folder => _folder.Path;

    public SqliteDatabase Database { get; private set; } = null!;

    public SqliteChangeFeed Feed { get; private set; } = null!;

    public WordIndex Words { get; private set; } = null!;

    public SqliteTicketStore Tickets { get; private set; } = null!;

    public UnreadableDocuments Unreadable { get; } = new(NullLogger<UnreadableDocuments>.Instance);

    public SqliteQueues Queues { get; private set; } = null!;

    /// <summary>Closes and opens again, as a restart does.</summary>
    public void Restart()
    {
        Database.Dispose();
        Open();
    }

    /// <summary>Closes the store and lets the test at its file.</summary>
    public void CloseAndEdit(string sql)
    {
        Database.Dispose();
        using var connection = new SqliteConnection($"Data Source={_folder.File("support.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public async Task<Stored<Ticket>> AddAsync(Ticket ticket) => (await Tickets.AddAsync(ticket, TestContext.Current.CancellationToken))!;

    private void Open()
    {
        Database = SqliteDatabase.Open(_folder.Path);
        Feed = new SqliteChangeFeed(Database);
        Words = new WordIndex(Database, Feed, Unreadable);
        Tickets = new SqliteTicketStore(Database, Feed, Words, Unreadable);
        Queues = new SqliteQueues(Database, Time);
    }

    public void Dispose()
    {
        Database.Dispose();
        _folder.Dispose();
    }
}
