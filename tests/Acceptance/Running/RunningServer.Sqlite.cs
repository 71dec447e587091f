using ServerlessSupport.Local;

namespace ServerlessSupport.Acceptance.Running;

public sealed partial class RunningServer
{
#pragma warning disable CA1822 // Its other half, over Cosmos DB, needs the instance.
    private partial Task<LocalOptions> WithStoreAsync(LocalOptions options) => Task.FromResult(options);
#pragma warning restore CA1822
}
