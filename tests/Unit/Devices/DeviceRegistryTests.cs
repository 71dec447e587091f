using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;
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
        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
    }

    [Fact]
    public async Task A_push_channel_that_the_platform_does_not_take_is_refused_and_not_stored()
    {
        _gateway.Takes = _ => false;
        (await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "garbage"), Cancelled)).Refused(out var refusal, out _);

        Assert.Contains("pushChannel", refusal!.Errors!.Keys);
        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
    }

    [Fact]
    public async Task A_device_keeps_the_push_channel_that_works_when_a_new_one_is_refused()
    {
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "good"), Cancelled));
        _gateway.Takes = _ => false;
        Some.Refused(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "garbage"), Cancelled));

        Assert.Equal("good", (await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled))!.PushChannel);
    }

    [Fact]
    public async Task A_device_signed_out_while_it_registers_is_not_left_with_the_platform()
    {
        _gateway.Takes = _ =>
        {
            _registry.UnregisterAsync(Some.Alice, "phone", Cancelled).GetAwaiter().GetResult();
            return true;
        };

        await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "token"), Cancelled);

        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
        Assert.Empty(_gateway.Registered);
    }

    [Fact]
    public async Task Of_two_people_who_register_a_device_at_once_the_platform_knows_the_one_our_table_has()
    {
        var bob = new Caller("bob", "Bob", ActorRole.Customer);
        var isFirst = true;
        _gateway.Takes = _ =>
        {
            if (isFirst)
            {
                isFirst = false;
                _registry.RegisterAsync(bob, "phone", new DeviceSettings(Platform.Apns, "token"), Cancelled).GetAwaiter().GetResult();
            }

            return true;
        };

        await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "token"), Cancelled);

        Assert.Equal(bob.Key, (await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled))!.PersonKey);
        Assert.Equal(bob.Key, _gateway.Registered["phone"].PersonKey);
    }

    [Fact]
    public async Task A_channel_that_is_refused_takes_no_one_elses_registration_away()
    {
        var bob = new Caller("bob", "Bob", ActorRole.Customer);
        _gateway.Takes = installation =>
        {
            if (installation.PersonKey == bob.Key)
                return true;
            _registry.RegisterAsync(bob, "phone", new DeviceSettings(Platform.Apns, "token"), Cancelled).GetAwaiter().GetResult();
            return false;
        };

        Some.Refused(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "garbage"), Cancelled));

        Assert.Equal(bob.Key, (await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled))!.PersonKey);
    }
}
