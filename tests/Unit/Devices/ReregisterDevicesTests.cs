using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Devices;

public sealed class ReregisterDevicesTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly ReregisterDevices _reregistration;

    public ReregisterDevicesTests() => _reregistration = new ReregisterDevices(_store.Installations, _gateway);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Every_device_of_our_own_table_is_registered_page_by_page()
    {
        foreach (var id in Enumerable.Range(0, 25))
            await PutAsync($"phone-{id}");

        var views = new List<Reregistration> { await _reregistration.RunAsync(new PageRequest(10), Cancelled) };
        while (views[^1].Next is { } after)
            views.Add(await _reregistration.RunAsync(new PageRequest(10, after), Cancelled));

        Assert.Equal([10, 10, 5], views.Select(view => view.Registered));
        Assert.Equal(25, _gateway.Registered.Count);
        Assert.All(_gateway.Registered.Values, installation => Assert.Equal(Some.Alice.Key, installation.PersonKey));
    }

    [Fact]
    public async Task What_the_platform_does_not_take_is_counted()
    {
        await PutAsync("good");
        await PutAsync("bad");
        await PutAsync("local", Platform.Local);
        _gateway.Takes = installation => installation.Id != "bad";
        _gateway.Reaches = platform => platform != Platform.Local;

        Assert.Equal(new Reregistration(1, 2, null), await _reregistration.RunAsync(new PageRequest(10), Cancelled));
    }

    [Fact]
    public async Task A_device_signed_out_meanwhile_is_not_left_registered()
    {
        await PutAsync("phone");
        _gateway.Takes = _ => SignOut();

        await _reregistration.RunAsync(new PageRequest(10), Cancelled);

        Assert.Empty(_gateway.Registered);

        bool SignOut()
        {
            _store.Installations.DeleteAsync(Some.Alice.Key, "phone", Cancelled).GetAwaiter().GetResult();
            return true;
        }
    }

    [Fact]
    public async Task A_device_changed_meanwhile_ends_as_our_table_has_it()
    {
        var before = await PutAsync("phone");
        var after = before with { PushChannel = "new", RefreshedAt = before.RefreshedAt.AddMinutes(1) };
        _gateway.Takes = _ => Change();

        await _reregistration.RunAsync(new PageRequest(10), Cancelled);

        Assert.Equal("new", _gateway.Registered["phone"].PushChannel);

        bool Change()
        {
            _store.Installations.PutAsync(after, Cancelled).GetAwaiter().GetResult();
            return true;
        }
    }

    private async Task<Installation> PutAsync(string id, Platform platform = Platform.Apns)
    {
        var installation = new Installation
        {
            Id = id,
            PersonKey = Some.Alice.Key,
            Platform = platform,
            PushChannel = $"token of {id}",
            RegisteredAt = Some.Morning,
            RefreshedAt = Some.Morning,
        };
        await _store.Installations.PutAsync(installation, Cancelled);
        return installation;
    }
}
