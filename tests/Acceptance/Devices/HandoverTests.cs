using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Contracts.Devices;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>A phone changes hands at the local edition.</summary>
public sealed class HandoverTests(RunningServer server) : HandoverContract(server), IClassFixture<RunningServer>
{
    protected override Uri Hub => server.Address;
}
