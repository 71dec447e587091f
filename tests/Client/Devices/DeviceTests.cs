using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace ServerlessSupport.Client.Tests.Devices;

public sealed class DeviceTests
{
    private static readonly DeviceSettings Apple = new()
    {
        Platform = PushPlatform.Apns,
        Channel = "00ff",
        Locale = "zh-CN",
        TimeZone = "Asia/Shanghai",
        QuietHours = new QuietHours(TimeSpan.FromHours(22), new TimeSpan(7, 30, 0)),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_is_registered_with_all_its_settings_and_what_it_is()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server, context: () => new() { App = "Shop", AppVersion = "3.2.1", Device = "iPhone 17", Os = new string('i', 300) });

        var status = await phone.Server.RegisterDeviceAsync(Apple, Token);

        Assert.True(status.IsRegistered);
        var (owner, body) = server.Devices[status.InstallationId];
        Assert.Equal("alice", owner);
        Assert.Equal(
            """{"platform":"apns","pushChannel":"00ff","locale":"zh-CN","timeZone":"Asia/Shanghai","quietHours":{"from":"22:00","to":"07:30"},"model":"iPhone 17","os":"@","appVersion":"3.2.1"}""".Replace("@", new string('i', 200), StringComparison.Ordinal),
            JsonSerializer.Serialize(body));
    }

    [Fact]
    public async Task A_change_is_sent_and_what_the_server_knows_is_not_sent_again()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server, context: () => null);
        await phone.Server.RegisterDeviceAsync(Apple with { Platform = PushPlatform.FcmV1 }, Token);
        await phone.Server.RegisterDeviceAsync(Apple with { Platform = PushPlatform.FcmV1 }, Token);
        Assert.Single(server.Requests, seen => seen.Method == "PUT");

        var status = await phone.Server.ChangeDeviceAsync(settings => settings with { Locale = "en", QuietHours = null, Channel = "new" }, Token);

        Assert.Equal("""{"platform":"fcmV1","pushChannel":"new","locale":"en","timeZone":"Asia/Shanghai"}""", JsonSerializer.Serialize(server.Devices[status.InstallationId].Body));
        Assert.Single(server.Devices);
    }

    [Fact]
    public async Task A_new_version_of_the_app_is_told_to_the_server_once()
    {
        await using var server = await FakeServer.StartAsync();
        var version = "1.0";
        await using var phone = await Phone.StartAsync(server, context: () => new() { AppVersion = version });
        await phone.Server.RegisterDeviceAsync(Apple, Token);
        version = "1.1";
        Assert.False((await phone.Server.DeviceAsync(Token)).IsRegistered);

        await phone.Server.RegisterDeviceAsync(Apple, Token);
        var status = await phone.Server.RegisterDeviceAsync(Apple, Token);

        Assert.True(status.IsRegistered);
        Assert.Equal("1.1", server.Devices[status.InstallationId].Body.GetProperty("appVersion").GetString());
        Assert.Equal(2, server.Requests.Count(seen => seen.Method == "PUT"));
    }

    [Fact]
    public async Task A_device_whose_app_cannot_say_what_it_is_is_registered_all_the_same()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server, context: () => throw new InvalidOperationException("No such device."));

        Assert.True((await phone.Server.RegisterDeviceAsync(Apple, Token)).IsRegistered);

        Assert.Contains(phone.Faults, fault => fault.Message == "No such device.");
    }

    [Fact]
    public async Task A_registration_given_offline_is_sent_when_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Offline = true;

        var status = await phone.Server.RegisterDeviceAsync(Apple, Token);
        Assert.False(status.IsRegistered);
        server.Offline = false;

        await Phone.UntilAsync(async () => (await phone.Server.DeviceAsync(Token)).IsRegistered);
        Assert.Single(server.Devices);
    }

    [Fact]
    public async Task A_registration_is_refreshed_after_a_week()
    {
        await using var server = await FakeServer.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        await using var phone = await Phone.StartAsync(server, time: time);
        await phone.Server.RegisterDeviceAsync(Apple, Token);

        time.Advance(TimeSpan.FromDays(8));
        await phone.Server.RegisterDeviceAsync(Apple, Token);

        Assert.Equal(2, server.Requests.Count(seen => seen.Method == "PUT"));
    }

    [Fact]
    public async Task A_registration_of_a_clock_that_was_ahead_is_refreshed_when_it_was_put_back()
    {
        await using var server = await FakeServer.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2027, 11, 23, 8, 0, 0, TimeSpan.Zero));
        await using var phone = await Phone.StartAsync(server, time: time);
        await phone.Server.RegisterDeviceAsync(Apple, Token);

        time.AdjustTime(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        await phone.Server.RegisterDeviceAsync(Apple, Token);
        await phone.Server.RegisterDeviceAsync(Apple, Token);

        Assert.Equal(2, server.Requests.Count(seen => seen.Method == "PUT"));
    }

    [Fact]
    public async Task Settings_that_no_server_would_take_are_refused()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);

        await Assert.ThrowsAsync<ArgumentException>(() => phone.Server.RegisterDeviceAsync(Apple with { Channel = null }, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => phone.Server.RegisterDeviceAsync(Apple with { QuietHours = new QuietHours(TimeSpan.FromHours(25), TimeSpan.Zero) }, Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => phone.Server.ChangeDeviceAsync(settings => settings, Token));
    }

    [Fact]
    public async Task Settings_that_the_server_took_the_device_without_are_told_also_later()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);

        var status = await phone.Server.RegisterDeviceAsync(Apple with { TimeZone = "Nowhere/Atall" }, Token);

        Assert.True(status.IsRegistered);
        Assert.Equal("is no time zone.", status.Ignored["timeZone"]);
        Assert.Single((await phone.Server.DeviceAsync(Token)).Ignored);
        Assert.Empty((await phone.Server.ChangeDeviceAsync(settings => settings with { TimeZone = "Asia/Shanghai" }, Token)).Ignored);
    }

    [Fact]
    public async Task Whoever_has_too_many_devices_is_offered_one_to_remove_and_registers_then()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.MaxDevices = 1;
        server.Devices["old_phone"] = ("alice", JsonSerializer.SerializeToElement(new { platform = "pager" }));

        var refusal = await Assert.ThrowsAsync<SupportException>(() => phone.Server.RegisterDeviceAsync(Apple, Token));
        Assert.Equal((SupportException.TooManyDevices, "old_phone"), (refusal.Code, refusal.LeastRecentDevice));
        var listed = Assert.Single(await phone.Server.DevicesAsync(Token));
        Assert.Equal(("old_phone", false, null), (listed.InstallationId, listed.IsThisDevice, listed.Platform));

        await phone.Server.RemoveDeviceAsync("old_phone", Token);
        await phone.Server.RemoveDeviceAsync("old_phone", Token);
        await phone.Server.RegisterDeviceAsync(Apple, Token);

        var own = Assert.Single(await phone.Server.DevicesAsync(Token));
        Assert.True(own is { IsThisDevice: true, Platform: PushPlatform.Apns });
    }
}
