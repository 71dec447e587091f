using ServerlessSupport.Local;

namespace ServerlessSupport.Acceptance.Running;

public sealed partial class RunningServer
{
#pragma warning disable CA1822 // Over other stores this needs the instance.
    private partial Task<LocalOptions> WithStoreAsync(LocalOptions options) => Task.FromResult(options);
#pragma warning restore CA1822
}
