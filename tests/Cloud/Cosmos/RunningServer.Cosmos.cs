using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Local;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>The server of the acceptance suites, with Cosmos DB under it: in a database of its own, which it keeps when it is started again.</summary>
public sealed partial class RunningServer(CosmosEmulator emulator)
{
    private CosmosStore? _store;

    /// <summary>What goes over the wire to Cosmos DB, and may go wrong there.</summary>
    internal WireTap Tap => _store!.Tap;

    private async partial Task<LocalOptions> WithStoreAsync(LocalOptions options)
    {
        _store ??= await CosmosStore.OpenAsync(emulator);
        Settings["Cosmos:DatabaseName"] = _store.Containers.Tickets.Database.Id;
        return options with { Cosmos = await emulator.EndpointAsync() };
    }

    partial void Configure(IServiceCollection services) => services.AddSingleton(_store!.Services.GetRequiredService<CosmosClient>());
}
