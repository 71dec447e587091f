using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Devices;

/// <summary>Whose a device is, how many one person has, and for how long.</summary>
public sealed class DeviceOwnersTests : IDisposable
{
    private static readonly Caller Bob = new("bob", "Bob", ActorRole.Customer);

    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly DevicesOptions _options = new() { MaxPerPerson = 2 };
    private readonly DeviceRegistry _registry;

    public DeviceOwnersTests() => _registry = new DeviceRegistry(_store.Installations, _gateway, new Allowances(_store.Desk, _store.Time), Options.Create(_options), _store.Time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_person_registers_so_many_devices_and_those_again_but_no_other()
    {
        foreach (var id in new[] { "one", "two", "one", "two" })
            Some.Made(await _registry.RegisterAsync(Some.Alice, id, Settings(id), Cancelled));

        Assert.Equal("too_many_devices", Some.Refused(await _registry.RegisterAsync(Some.Alice, "three", Settings("three"), Cancelled)));
        Some.Made(await _registry.RegisterAsync(Bob, "three", Settings("three"), Cancelled));
    }

    [Fact]
    public async Task A_device_that_is_registered_again_keeps_its_first_time_and_is_kept_for_longer()
    {
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", Settings("phone"), Cancelled));
        _store.Time.Advance(TimeSpan.FromDays(1));
        var again = Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", Settings("phone"), Cancelled));

        Assert.Equal((Some.Morning, Some.Morning.AddDays(1), Some.Morning.AddDays(1) + _options.ExpireAfter), (again.RegisteredAt, again.RefreshedAt, again.ExpiresAt));
    }

    [Fact]
    public async Task Somebody_elses_device_is_neither_found_nor_removed()
    {
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", Settings("phone"), Cancelled));

        Assert.Null(await _registry.FindAsync(Bob, "phone", Cancelled));
        await _registry.UnregisterAsync(Bob, "phone", Cancelled);
        Assert.NotNull(await _registry.FindAsync(Some.Alice, "phone", Cancelled));
        Assert.Contains("phone", _gateway.Registered.Keys);
    }

    [Fact]
    public async Task A_device_that_is_removed_is_gone_from_the_platform_too()
    {
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", Settings("phone"), Cancelled));

        await _registry.UnregisterAsync(Some.Alice, "phone", Cancelled);
        Assert.Null(await _registry.FindAsync(Some.Alice, "phone", Cancelled));
        Assert.Empty(_gateway.Registered);
    }

    [Fact]
    public async Task A_device_has_the_roles_of_who_registered_it()
    {
        var agent = new Caller(Some.Agent, null, ActorRole.Agent);

        Assert.Equal([ActorRole.Customer], Some.Made(await _registry.RegisterAsync(Bob, "bobs-phone", Settings("bobs-phone"), Cancelled)).Roles);
        Assert.Equal([ActorRole.Agent], Some.Made(await _registry.RegisterAsync(agent, "desk", Settings("desk"), Cancelled)).Roles);
    }

    // A push channel of its own for each device: the same one again would be the same device in other hands.
    private static DeviceSettings Settings(string id) => new(Platform.Apns, $"channel-{id}");
}
