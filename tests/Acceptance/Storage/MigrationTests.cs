using System.Text.Json;
using Microsoft.Data.Sqlite;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Tickets;

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

    // As the version before this step wrote it: without what lists are ordered by, and without what was not known then.
    [Fact]
    public async Task Tickets_from_before_lists_were_ordered_by_what_is_due_stand_where_they_belong()
    {
        _store.Database.Dispose();
        System.IO.File.Delete(File);
        using (var session = SqliteSession.Open(File, SqliteOpenMode.ReadWriteCreate))
        {
            SqliteSchema.Migrate(session, [.. SqliteSchema.Steps.TakeWhile(step => !step.Contains("tickets_by_rank", StringComparison.Ordinal))]);
            foreach (var (seq, ticket) in Old().Index())
                session.Execute(
                    "INSERT INTO tickets (seq, id, customer_key, state, assignee, created_at, updated_at, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    (seq + 1) * 10, ticket.Id, ticket.CustomerKey, ticket.State.ToString(), ticket.Assignee, ticket.CreatedAt.UtcTicks, ticket.UpdatedAt.UtcTicks, Json(ticket));
        }

        _store.Restart();

        Assert.Equal(["Parcel 3", "Parcel 1", "Parcel 2"], await ListAsync(new TicketFilter()));
        Assert.Equal(["Parcel 3", "Parcel 1"], await ListAsync(new TicketFilter { Awaits = Awaited.Agent }));
        Assert.Equal(["Parcel 2"], await ListAsync(new TicketFilter { Awaits = Awaited.Nobody, Assignee = "ada", Category = TicketCategory.Complaint }));
        Assert.Equal(["Parcel 3"], await ListAsync(new TicketFilter { DueBy = Some.Start.AddDays(1), Unassigned = true }));
        Assert.Equal(["Parcel 3", "Parcel 2", "Parcel 1"], await ListAsync(new TicketFilter { Query = SearchQuery.Of("parcel"), Order = TicketOrder.Newest }));
        Assert.Equal("31", (await _store.AddAsync(Some.Ticket(Some.Ben, 4))).ETag);
    }

    private static IEnumerable<Ticket> Old()
    {
        var first = Some.Ticket(Some.Anna, 1);
        yield return first;
        yield return Some.Ticket(Some.Anna, 2).Append(new() { Kind = EntryKind.Progress, At = Some.Start.AddHours(1), By = ActorRole.Agent, Text = "It is on its way." })
            .Append(new() { Kind = EntryKind.Inquiry, At = Some.Start.AddHours(2), By = ActorRole.Customer, Nudge = true })
            with
        { Assignee = "ada", State = TicketState.InProgress, Category = TicketCategory.Complaint };
        yield return Some.Ticket(Some.Ben, 3) with { DueAt = Some.Start.AddHours(5) };
    }

    private static byte[] Json(Ticket ticket)
    {
        var json = JsonSerializer.SerializeToNode(ticket, StorageJson.Instance.Ticket)!.AsObject();
        json.Remove("awaits");
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    private async Task<IEnumerable<string>> ListAsync(TicketFilter filter) =>
        (await _store.Tickets.ListAsync(filter, new PageRequest(10), TestContext.Current.CancellationToken)).Items.Select(ticket => ticket.Subject);

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
