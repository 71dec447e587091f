using ServerlessSupport.Contracts.Devices;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>A phone changes hands at the function app as a worker, whose hub is another process's.</summary>
public sealed class HandoverTests(TirelessWorker server) : HandoverContract(server), IClassFixture<TirelessWorker>
{
    protected override Uri Hub => server.Hub;
}
