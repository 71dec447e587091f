using Microsoft.Data.Sqlite;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class MigrationTests : IDisposable
{
    private const string AddPriority = "ALTER TABLE tickets ADD COLUMN priority INTEGER NOT NULL DEFAULT 3";

    private readonly OpenStore _store = new();

    private string File => Path.Combine(_store.Folder, "support.db");

    [Fact]
    public void A_file_of_schema_version_0_is_taken_to_the_newest_and_stays_there()
    {
        _store.Database.Dispose();
        System.IO.File.WriteAllBytes(File, []);

        _store.Restart();
        Assert.Equal(SqliteSchema.Steps.Count, _store.Database.Read(session => session.First("PRAGMA user_version", row => row.GetInt32(0))));
        _store.Restart();
        Assert.Equal(SqliteSchema.ApplicationId, _store.Database.Read(session => session.First("PRAGMA application_id", row => row.GetInt64(0))));
    }

    [Fact]
    public async Task A_later_step_keeps_what_the_file_holds()
    {
        var added = await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        _store.Database.Dispose();

        using var session = SqliteSession.Open(File, SqliteOpenMode.ReadWrite);
        SqliteSchema.Migrate(session, [.. SqliteSchema.Steps, AddPriority]);

        Assert.Equal(
            (added.Document.Id, 3L, SqliteSchema.Steps.Count + 1L),
            (session.First("SELECT id FROM tickets", row => row.GetString(0)),
            session.First("SELECT priority FROM tickets", row => row.GetInt64(0)),
            session.First("PRAGMA user_version", row => row.GetInt64(0))));
    }

    [Fact]
    public async Task A_step_that_fails_leaves_the_file_as_it_was()
    {
        var added = await _store.AddAsync(Some.Ticket(Some.Anna, 1));
        _store.Database.Dispose();

        using (var session = SqliteSession.Open(File, SqliteOpenMode.ReadWrite))
            Assert.Throws<SqliteException>(() => SqliteSchema.Migrate(session, [.. SqliteSchema.Steps, AddPriority, "DROP TABLE no_such_table"]));

        _store.Restart();
        Assert.NotNull(await _store.Tickets.FindAsync(added.Document.Id, TestContext.Current.CancellationToken));
        Assert.Throws<SqliteException>(() => _store.Database.Read(session => session.First("SELECT priority FROM tickets", row => row.GetInt64(0))));
    }

    public void Dispose() => _store.Dispose();
}
