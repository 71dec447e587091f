using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Contracts;
using ServerlessSupport.Devices;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class SqliteTicketStoreTests : TicketStoreContract, IDisposable
{
    private readonly OpenStore store = new();

    protected override ITicketStore Store => store.Tickets;

    protected override async Task StoreRawAsync(Ticket columns, string json)
    {
        await store.AddAsync(columns);
        await store.Database.WriteAsync(
            session => session.Execute("UPDATE tickets SET json = ?2 WHERE id = ?1", columns.Id, Encoding.UTF8.GetBytes(json)), Cancellation);
    }

    public void Dispose() => store.Dispose();
}

public sealed class SqliteDeliveryLogTests : DeliveryLogContract, IDisposable
{
    private readonly OpenStore store = new();

    protected override IDeliveryLog Log => new SqliteDeliveryLog(store.Database);

    public void Dispose() => store.Dispose();
}

public sealed class SqliteInstallationStoreTests : InstallationStoreContract, IDisposable
{
    private readonly OpenStore store = new();

    protected override IInstallationStore Store => new SqliteInstallationStore(store.Database, TimeProvider.System);

    public void Dispose() => store.Dispose();
}

public sealed class SqliteMessageQueueTests : MessageQueueContract, IDisposable
{
    private readonly OpenStore store = new();

    protected override IMessageQueue Queue => store.Queues;

    protected override FakeTimeProvider Time => store.Time;

    protected override async Task<IReadOnlyList<(string MessageId, TicketTask Body)>> DrainAsync(string queue)
    {
        var received = await store.Queues.ReceiveAsync(queue, 100, TimeSpan.FromMinutes(1), 10, TestContext.Current.CancellationToken);
        foreach (var message in received)
            Assert.True(await store.Queues.CompleteAsync(message, TestContext.Current.CancellationToken));
        return [.. received.Select(message => (message.MessageId, JsonSerializer.Deserialize(message.Body, StorageJson.Instance.TicketTask)!))];
    }

    public void Dispose() => store.Dispose();
}
