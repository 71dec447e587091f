using Microsoft.Data.Sqlite;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class MigrationTests : IDisposable
{
    private const string AddPriority = "ALTER TABLE tickets ADD COLUMN priority INTEGER NOT NULL DEFAULT 3";

    private readonly OpenStore store = new();

    private string File => Path.Combine(store.Folder, "support.db");

    [Fact]
    public void A_file_of_schema_version_0_is_taken_to_the_newest_and_stays_there()
    {
        store.Database.Dispose();
        System.IO.File.WriteAllBytes(File, []);

        store.Restart();
        Assert.Equal(SqliteSchema.Steps.Count, store.Database.Read(session => session.First("PRAGMA user_version", row => row.GetInt32(0))));
        store.Restart();
        Assert.Equal(SqliteSchema.ApplicationId, store.Database.Read(session => session.First("PRAGMA application_id", row => row.GetInt64(0))));
    }

    [Fact]
    public async Task A_later_step_keeps_what_the_file_holds()
    {
        var added = await store.AddAsync(Some.Ticket(Some.Anna, 1));
        store.Database.Dispose();

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
        var added = await store.AddAsync(Some.Ticket(Some.Anna, 1));
        store.Database.Dispose();

        using (var session = SqliteSession.Open(File, SqliteOpenMode.ReadWrite))
            Assert.Throws<SqliteException>(() => SqliteSchema.Migrate(session, [.. SqliteSchema.Steps, AddPriority, "DROP TABLE no_such_table"]));

        store.Restart();
        Assert.NotNull(await store.Tickets.FindAsync(added.Document.Id, TestContext.Current.CancellationToken));
        Assert.Throws<SqliteException>(() => store.Database.Read(session => session.First("SELECT priority FROM tickets", row => row.GetInt64(0))));
    }

    public void Dispose() => store.Dispose();
}
