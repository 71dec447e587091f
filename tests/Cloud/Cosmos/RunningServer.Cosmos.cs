using ServerlessSupport.Cloud.Tests.Cosmos;
using ServerlessSupport.Local;

namespace ServerlessSupport.Acceptance.Running;

/// <summary>The server of the acceptance suites, with Cosmos DB under it: in a database of its own, which it keeps when it is started again.</summary>
public sealed partial class RunningServer(CosmosEmulator emulator)
{
    private CosmosStore? _store;

    private async partial Task<LocalOptions> WithStoreAsync(LocalOptions options)
    {
        _store ??= await CosmosStore.OpenAsync(emulator);
        Settings["Cosmos:DatabaseName"] = _store.Containers.Tickets.Database.Id;
        return options with { Cosmos = await emulator.EndpointAsync() };
    }
}
