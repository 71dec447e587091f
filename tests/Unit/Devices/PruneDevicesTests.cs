using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Devices;

public sealed class PruneDevicesTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new() { State = _ => ChannelState.Expired };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_device_that_was_registered_again_meanwhile_is_not_forgotten()
    {
        var phone = Some.Device("phone") with { RefreshedAt = Some.Morning };
        await _store.Installations.PutAsync(phone with { RefreshedAt = Some.Morning.AddMinutes(1) }, Cancelled);
        await PruneAsync(phone);

        Assert.NotNull(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
    }

    [Fact]
    public async Task A_device_whose_channel_expired_is_forgotten()
    {
        var phone = Some.Device("phone") with { RefreshedAt = Some.Morning };
        await _store.Installations.PutAsync(phone, Cancelled);
        await PruneAsync(phone);

        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
    }

    private Task PruneAsync(Installation device) => new PruneDevices(_store.Installations, _gateway, NullLogger<PruneDevices>.Instance).RunAsync([device], Cancelled);
}
