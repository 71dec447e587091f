using System.Text;
using Microsoft.Azure.Cosmos;
using ServerlessSupport.Contracts;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class CosmosTicketStoreTests(CosmosEmulator emulator) : TicketStoreContract, IAsyncLifetime
{
    private CosmosStore? store;

    protected override ITicketStore Store => store!.Tickets;

    public async ValueTask InitializeAsync() => store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? default;

    protected override async Task StoreRawAsync(Ticket columns, string json)
    {
        using var document = new MemoryStream(Encoding.UTF8.GetBytes(json));
        using var answer = await store!.Containers.Tickets.CreateItemStreamAsync(document, new PartitionKey(columns.CustomerKey), cancellationToken: Cancellation);
        answer.EnsureSuccessStatusCode();
    }
}

public sealed class CosmosDeliveryLogTests(CosmosEmulator emulator) : DeliveryLogContract, IAsyncLifetime
{
    private CosmosStore? store;

    protected override IDeliveryLog Log => store!.Log;

    public async ValueTask InitializeAsync() => store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? default;
}

public sealed class CosmosInstallationStoreTests(CosmosEmulator emulator) : InstallationStoreContract, IAsyncLifetime
{
    private CosmosStore? store;

    protected override IInstallationStore Store => store!.Installations;

    public async ValueTask InitializeAsync() => store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => store?.DisposeAsync() ?? default;
}
