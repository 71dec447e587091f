using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Audit;
using ServerlessSupport.Contracts;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class SqliteTicketStoreTests : TicketStoreContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override ITicketStore Store => _store.Tickets;

    protected override int Many => 2_000;

    protected override async Task StoreRawAsync(Ticket columns, string json)
    {
        await _store.AddAsync(columns);
        await _store.Database.WriteAsync(
            session => session.Execute("UPDATE tickets SET json = ?2 WHERE id = ?1", columns.Id, Encoding.UTF8.GetBytes(json)), Cancellation);
    }

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteTicketChangesTests : TicketChangesContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override ITicketStore Store => _store.Tickets;

    protected override ITicketChanges Changes => new SqliteTicketChanges(_store.Database, _store.Unreadable);

    [Fact]
    public async Task A_position_of_a_store_that_had_more_changes_leads_to_what_is_new_in_the_one_in_its_place()
    {
        await _store.AddAsync(Some.Ticket(Some.Anna, 1));

        var read = await Changes.ReadAsync("900000", Some.Start.AddYears(-1), 10, TestContext.Current.CancellationToken);

        Assert.Equal(Some.Ticket(Some.Anna, 1).Id, Assert.Single(read.Items).Id);
        Assert.Equal(await Changes.EndAsync(TestContext.Current.CancellationToken), read.Position);
    }

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteDeliveryLogTests : DeliveryLogContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override IDeliveryLog Log => new SqliteDeliveryLog(_store.Database, _store.Unreadable);

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteInstallationStoreTests : InstallationStoreContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override IInstallationStore Store => new SqliteInstallationStore(_store.Database, _store.Unreadable, TimeProvider.System);

    protected override async Task SpoilAsync(string personKey, string id) => await _store.Database.WriteAsync(
        session => session.Execute("UPDATE installations SET json = CAST(json_set(CAST(json AS TEXT), '$.platform', 'newer') AS BLOB) WHERE person_key = ?1 AND id = ?2", personKey, id),
        TestContext.Current.CancellationToken);

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteDeskStoreTests : DeskStoreContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override IDeskStore Store => new SqliteDeskStore(_store.Database, _store.Unreadable, _store.Time);

    [Fact]
    public async Task What_has_a_lifetime_is_removed_by_a_later_write()
    {
        var (first, second) = (Shelves.Presence("one"), Shelves.Presence("two"));
        await Store.PutAsync(first, "ann", new Presence("ann", null, false, Some.Start), TestContext.Current.CancellationToken);
        _store.Time.Advance(first.Lifetime!.Value);
        await Store.PutAsync(second, "ann", new Presence("ann", null, false, Some.Start), TestContext.Current.CancellationToken);

        Assert.Empty(await Store.ListAsync(first, TestContext.Current.CancellationToken));
        Assert.Single(await Store.ListAsync(second, TestContext.Current.CancellationToken));
    }

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteAuditLogTests : AuditLogContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override IAuditLog Log => new SqliteAuditLog(_store.Database);

    protected override Task TamperAsync(FiledLine line, FiledLine? with) => _store.Database.WriteAsync(
        session =>
        {
            session.Execute("DELETE FROM audit WHERE id = ?1", line.Id);
            return with is null ? 0 : session.Execute(
                "INSERT INTO audit (id, actor, number, at, action, target, customer, kept_until, json, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                line.Id, with.Actor, with.Number, with.At.UtcTicks, with.Action, with.Target, with.Customer, with.KeptUntil?.UtcTicks, with.Json, with.Mac);
        },
        Cancellation);

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"actor":"5ykr0mc356b2sw59ywakm9a9se"}""")]
    public async Task An_end_of_a_chain_that_cannot_be_read_is_a_fault_of_the_record_and_not_of_the_server(string end)
    {
        var (keys, actor) = (new AuditKeys(new byte[AuditKeys.Length]), "5ykr0mc356b2sw59ywakm9a9se");
        var trail = new AuditTrail(Log, keys, Options.Create(new AuditOptions()), Time, Random.Shared);
        await trail.WriteAsync(new AuditAct(actor, "AddNote"), Cancellation);
        await _store.Database.WriteAsync(session => session.Execute("UPDATE audit_heads SET json = ?2 WHERE actor = ?1", actor, end), Cancellation);

        Assert.Equal(actor, Assert.Single((await new VerifyAudit(Log, keys, Time).RunAsync(null, Cancellation)).Faults).Actor);
        await new AuditTrail(Log, keys, Options.Create(new AuditOptions()), Time, Random.Shared).WriteAsync(new AuditAct(actor, "AddNote"), Cancellation);
    }

    protected override Task RemoveHeadAsync(string actor) => _store.Database.WriteAsync(session => session.Execute("DELETE FROM audit_heads WHERE actor = ?1", actor), Cancellation);

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteEndedTicketsTests : EndedTicketsContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override IEndedTickets Ended => new SqliteEndedTickets(_store.Database);

    protected override ITicketStore Tickets => _store.Tickets;

    public void Dispose() => _store.Dispose();
}

public sealed class SqliteMessageQueueTests : MessageQueueContract, IDisposable
{
    private readonly OpenStore _store = new();

    protected override IMessageQueue Queue => _store.Queues;

    protected override FakeTimeProvider Time => _store.Time;

    protected override async Task<IReadOnlyList<(string MessageId, TicketTask Body)>> DrainAsync(string queue)
    {
        var received = await _store.Queues.ReceiveAsync(queue, 100, TimeSpan.FromMinutes(1), 10, TestContext.Current.CancellationToken);
        foreach (var message in received)
            Assert.True(await _store.Queues.CompleteAsync(message, TestContext.Current.CancellationToken));
        return [.. received.Select(message => (message.MessageId, JsonSerializer.Deserialize(message.Body, StorageJson.Instance.TicketTask)!))];
    }

    public void Dispose() => _store.Dispose();
}
