using ServerlessSupport.Local;

namespace ServerlessSupport.Acceptance.Running;

public sealed partial class RunningServer
{
    private partial Task<LocalOptions> WithStoreAsync(LocalOptions options) => Task.FromResult(options);
}
