using System.Text;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Contracts;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Tests.Cosmos;

public sealed class CosmosTicketStoreTests(CosmosEmulator emulator) : TicketStoreContract, IAsyncLifetime
{
    private CosmosStore? _store;

    protected override ITicketStore Store => _store!.Tickets;

    public async ValueTask InitializeAsync() => _store = await CosmosStore.OpenAsync(emulator);

    public ValueTask DisposeAsync() => _store?.DisposeAsync() ?? default;

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
