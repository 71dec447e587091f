using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Audit;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Contracts;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class CosmosTicketStoreTests(CosmosEmulator emulator) : TicketStoreContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override ITicketStore Store => _store!.Tickets;

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;

    [Fact]
    public async Task Tickets_of_an_older_version_are_in_the_lists_once_they_were_written_anew()
    {
        var old = Enumerable.Range(1, 5).Select(n => Some.Ticket(n % 2 == 0 ? Some.Anna : Some.Ben, n)).ToList();
        foreach (var ticket in old)
            await StoreRawAsync(ticket, JsonSerializer.Serialize(ticket, StorageJson.Instance.Ticket).Replace("\"awaits\":\"agent\",", "", StringComparison.Ordinal));
        await StoreRawAsync(Some.Ticket(Some.Anna, 6), JsonSerializer.Serialize(Some.Ticket(Some.Anna, 6), StorageJson.Instance.Ticket).Replace("\"state\":\"open\"", "\"state\":\"none\"", StringComparison.Ordinal));

        var renewed = 0;
        for (ListPosition? after = null; renewed == 0 || after is not null;)
        {
            var page = await Store.RenewAsync(new PageRequest(2, after), Cancellation);
            (renewed, after) = (renewed + page.Renewed, page.Next);
        }

        Assert.Equal(5, renewed);
        Assert.Equal(old.Select(ticket => ticket.Id).Order(), (await Store.ListAsync(new TicketFilter { Awaits = Awaited.Agent }, new PageRequest(10), Cancellation)).Items.Select(ticket => ticket.Id).Order());
        Assert.Equal(5, await Store.CountAsync(new TicketFilter { Query = SearchQuery.Of("parcel") }, 10, Cancellation));
        Assert.Equal(new RenewedTickets(0, null), await Store.RenewAsync(new PageRequest(2), Cancellation));
    }

    protected override async Task StoreRawAsync(Ticket columns, string json)
    {
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var answer = await _store!.Containers.Tickets.CreateItemStreamAsync(document, new PartitionKey(columns.CustomerKey), cancellationToken: Cancellation);
        answer.EnsureSuccessStatusCode();
    }
}

public sealed class CosmosTicketChangesTests(CosmosEmulator emulator) : TicketChangesContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override ITicketStore Store => _store!.Tickets;

    protected override ITicketChanges Changes => _store!.Services.GetRequiredService<ITicketChanges>();

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
}

public sealed class CosmosDeliveryLogTests(CosmosEmulator emulator) : DeliveryLogContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override IDeliveryLog Log => _store!.Log;

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
}

public sealed class CosmosInstallationStoreTests(CosmosEmulator emulator) : InstallationStoreContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override IInstallationStore Store => _store!.Installations;

    protected override async Task SpoilAsync(string personKey, string id)
    {
        var (devices, partition) = (_store!.Containers.Devices, new PartitionKey(personKey));
        using var found = await devices.ReadItemStreamAsync(id, partition, cancellationToken: TestContext.Current.CancellationToken);
        var json = JsonNode.Parse(found.EnsureSuccessStatusCode().Content)!;
        json["installation"]!["platform"] = "newer";
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(json.ToJsonString()));
        using var answer = await devices.ReplaceItemStreamAsync(content, id, partition, cancellationToken: TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
}

public sealed class CosmosDeskStoreTests(CosmosEmulator emulator) : DeskStoreContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override IDeskStore Store => _store!.Services.GetRequiredService<IDeskStore>();

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
}

public sealed class CosmosAuditLogTests(CosmosEmulator emulator) : AuditLogContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override IAuditLog Log => _store!.Services.GetRequiredService<IAuditLog>();

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;

    protected override async Task TamperAsync(FiledLine line, FiledLine? with)
    {
        using var gone = await _store!.Containers.Audit.DeleteItemStreamAsync(line.Id, new PartitionKey(line.Actor), cancellationToken: Cancellation);
        if (with is null)
            return;
        using var document = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(AuditDocument.Of(with, Time.GetUtcNow()) with { Id = line.Id, Ttl = null }, CosmosJson.Instance.AuditDocument));
        using var answer = await _store.Containers.Audit.CreateItemStreamAsync(document, new PartitionKey(line.Actor), cancellationToken: Cancellation);
        answer.EnsureSuccessStatusCode();
    }

    protected override async Task RemoveHeadAsync(string actor)
    {
        using var answer = await _store!.Containers.Audit.DeleteItemStreamAsync("end", new PartitionKey(actor), cancellationToken: Cancellation);
        answer.EnsureSuccessStatusCode();
    }
}

public sealed class CosmosEndedTicketsTests(CosmosEmulator emulator) : EndedTicketsContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override IEndedTickets Ended => _store!.Services.GetRequiredService<IEndedTickets>();

    protected override ITicketStore Tickets => _store!.Tickets;

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;
}
