using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Devices;

public sealed class DeviceRegistryTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly DeviceRegistry _registry;

    public DeviceRegistryTests() => _registry = new DeviceRegistry(_store.Installations, _gateway, Options.Create(new DevicesOptions()), _store.Time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_platform_that_is_not_pushed_to_is_refused_and_not_stored()
    {
        _gateway.Reaches = platform => platform != Platform.Local;
        (await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Local, "phone"), Cancelled)).Refused(out var refusal, out _);

        Assert.Contains("platform", refusal!.Errors!.Keys);
        Assert.Null(await _store.Installations.FindAsync("phone", Cancelled));
    }

    [Fact]
    public async Task A_push_channel_that_the_platform_does_not_take_is_refused_and_not_stored()
    {
        _gateway.Takes = _ => false;
        (await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "garbage"), Cancelled)).Refused(out var refusal, out _);

        Assert.Contains("pushChannel", refusal!.Errors!.Keys);
        Assert.Null(await _store.Installations.FindAsync("phone", Cancelled));
    }

    [Fact]
    public async Task A_device_keeps_the_push_channel_that_works_when_a_new_one_is_refused()
    {
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "good"), Cancelled));
        _gateway.Takes = _ => false;
        Some.Refused(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "garbage"), Cancelled));

        Assert.Equal("good", (await _store.Installations.FindAsync("phone", Cancelled))!.PushChannel);
    }
}
