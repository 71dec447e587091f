using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Devices;

public sealed class DeviceRegistryTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly DeviceRegistry _registry;

    public DeviceRegistryTests() => _registry = new DeviceRegistry(_store.Installations, _gateway, new Allowances(_store.Desk, _store.Time), Options.Create(new DevicesOptions()), _store.Time);

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

    [Theory]
    [InlineData(Platform.Browser, """{"endpoint":"https://169.254.169.254/latest","keys":{"p256dh":"B","auth":"x"}}""")]
    [InlineData(Platform.Browser, " https://localhost/push")]
    [InlineData(Platform.Wns, "https://10.0.0.4/push")]
    public async Task An_address_inside_of_a_network_is_no_push_channel(Platform platform, string channel)
    {
        (await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(platform, channel), Cancelled)).Refused(out var refusal, out _);

        Assert.Contains("pushChannel", refusal!.Errors!.Keys);
        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
    }

    [Fact]
    public async Task An_agents_devices_end_with_the_role()
    {
        var ann = new Caller("ann", null, ActorRole.Agent);
        var both = new Caller("bob", null, ActorRole.Customer) { Roles = [ActorRole.Customer, ActorRole.Agent] };
        foreach (var id in new[] { "desk", "phone" })
        {
            Some.Made(await _registry.RegisterAsync(ann, id, new DeviceSettings(Platform.Apns, $"ann's {id}"), Cancelled));
            Some.Made(await _registry.RegisterAsync(both, id, new DeviceSettings(Platform.Apns, $"bob's {id}"), Cancelled));
        }

        // Bob's next registration shows that he is a customer only; Ann leaves the desk.
        Some.Made(await _registry.RegisterAsync(both with { Roles = [ActorRole.Customer] }, "desk", new DeviceSettings(Platform.Apns, "bob's desk"), Cancelled));
        await _registry.EndAgentAsync(ann.Key, Cancelled);

        Assert.Empty((await _store.Installations.ListAgentsAsync(new PageRequest(10), Cancelled)).Items);
        Assert.Empty(await _registry.ListAsync(ann, Cancelled));
        Assert.Equal(["desk", "phone"], (await _registry.ListAsync(both, Cancelled)).Select(device => device.Id).Order());
    }

    [Fact]
    public async Task An_agents_device_that_is_not_registered_again_is_told_nothing_after_two_weeks()
    {
        var ann = new Caller("ann", null, ActorRole.Agent);
        Some.Made(await _registry.RegisterAsync(ann, "desk", new DeviceSettings(Platform.Apns, "token"), Cancelled));
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "another"), Cancelled));

        _store.Time.Advance(TimeSpan.FromDays(14) + TimeSpan.FromSeconds(1));

        Assert.Empty((await _store.Installations.ListAgentsAsync(new PageRequest(10), Cancelled)).Items);
        Assert.Single(await _registry.ListAsync(Some.Alice, Cancelled));
    }

    [Fact]
    public async Task A_person_registers_devices_so_often_an_hour()
    {
        var few = new DeviceRegistry(_store.Installations, _gateway, new Allowances(_store.Desk, _store.Time), Options.Create(new DevicesOptions { MaxPerHour = 2 }), _store.Time);
        for (var i = 0; i < 2; i++)
            Some.Made(await few.RegisterAsync(Some.Alice, $"phone-{i}", new DeviceSettings(Platform.Apns, $"token {i}"), Cancelled));

        (await few.RegisterAsync(Some.Alice, "phone-0", new DeviceSettings(Platform.Apns, "another"), Cancelled)).Refused(out var refusal, out _);

        Assert.Equal("devices-per-hour", refusal!.Limit!.Name);
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

        Assert.NotNull(await _store.Installations.FindAsync(bob.Key, "phone", Cancelled));
        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
        Assert.Equal(bob.Key, _gateway.Registered["phone"].PersonKey);
    }

    [Fact]
    public async Task A_token_registered_by_somebody_else_is_the_new_ones_here_and_at_the_platform()
    {
        var bob = new Caller("bob", "Bob", ActorRole.Customer) { Roles = [ActorRole.Customer, ActorRole.Agent] };
        Some.Made(await _registry.RegisterAsync(Some.Alice, "before", new DeviceSettings(Platform.Apns, "token"), Cancelled));

        var device = Some.Made(await _registry.RegisterAsync(bob, "after", new DeviceSettings(Platform.Apns, "TOKEN"), Cancelled));

        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "before", Cancelled));
        Assert.Equal("after", Assert.Single(_gateway.Registered).Key);
        Assert.Equal([ActorRole.Customer, ActorRole.Agent], device.Roles);
        Assert.Null((await _store.Installations.FindAsync(bob.Key, "after", Cancelled))!.Replaced);
    }

    [Fact]
    public async Task A_handover_that_the_platform_did_not_hear_of_is_completed_by_a_repeat()
    {
        var bob = new Caller("bob", "Bob", ActorRole.Customer);
        Some.Made(await _registry.RegisterAsync(Some.Alice, "before", new DeviceSettings(Platform.Apns, "token"), Cancelled));
        _gateway.Takes = _ => throw new UnavailableException("down");
        await Assert.ThrowsAsync<UnavailableException>(() => _registry.RegisterAsync(bob, "after", new DeviceSettings(Platform.Apns, "token"), Cancelled));
        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "before", Cancelled));
        Assert.Contains("before", _gateway.Registered.Keys);

        _gateway.Takes = _ => true;
        _store.Time.Advance(TimeSpan.FromMinutes(1));
        Some.Made(await _registry.RegisterAsync(bob, "after", new DeviceSettings(Platform.Apns, "token"), Cancelled));

        Assert.Equal("after", Assert.Single(_gateway.Registered).Key);
    }

    [Fact]
    public async Task Somebody_elses_id_is_nobodys_and_a_device_of_that_id_is_ones_own()
    {
        var mallory = new Caller("mallory", null, ActorRole.Customer);
        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone", new DeviceSettings(Platform.Apns, "token"), Cancelled));

        Some.Made(await _registry.RegisterAsync(mallory, "phone", new DeviceSettings(Platform.Apns, "another"), Cancelled));
        Assert.Equal("token", (await _registry.FindAsync(Some.Alice, "phone", Cancelled))!.PushChannel);
        Assert.Equal("token", _gateway.Registered["phone"].PushChannel);

        await _registry.UnregisterAsync(mallory, "phone", Cancelled);
        await _registry.UnregisterAsync(mallory, "phone", Cancelled);
        Assert.NotNull(await _registry.FindAsync(Some.Alice, "phone", Cancelled));
        Assert.Equal("token", Assert.Single(_gateway.Registered.Values).PushChannel);
    }

    [Fact]
    public async Task Whoever_has_too_many_devices_is_offered_the_one_not_heard_of_for_longest()
    {
        for (var i = 0; i < 20; i++)
        {
            Some.Made(await _registry.RegisterAsync(Some.Alice, $"phone-{i}", new DeviceSettings(Platform.Apns, $"token-{i}"), Cancelled));
            _store.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Some.Made(await _registry.RegisterAsync(Some.Alice, "phone-0", new DeviceSettings(Platform.Apns, "token-0"), Cancelled));
        (await _registry.RegisterAsync(Some.Alice, "one more", new DeviceSettings(Platform.Apns, "x"), Cancelled)).Refused(out var refusal, out _);

        Assert.Equal((ProblemCode.TooManyDevices, "phone-1"), (refusal!.Problem, refusal.LeastRecentDevice));
        Assert.Equal("phone-0", (await _registry.ListAsync(Some.Alice, Cancelled))[0].Id);
        Some.Made(await _registry.RegisterAsync(Some.Alice, "installed-again", new DeviceSettings(Platform.Apns, "token-3"), Cancelled));
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

        Assert.NotNull(await _store.Installations.FindAsync(bob.Key, "phone", Cancelled));
        Assert.Null(await _store.Installations.FindAsync(Some.Alice.Key, "phone", Cancelled));
    }
}
