using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>What a device says of itself when it registers, and what becomes of devices that no longer do.</summary>
public sealed class DeviceSettingsTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Each_device_shows_the_generic_texts_in_its_language_and_the_answer_as_it_was_written()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var taipei = await customer.ConnectAsync("taipei", new { platform = "local", locale = "zh-TW" });
        await using var paris = await customer.ConnectAsync("paris", new { platform = "local", locale = "fr-FR" });
        await RegisterAsync(customer, "iphone", new { platform = "apns", pushChannel = "00ff", locale = "zh" });
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");

        await agent.ActAsync(ticket, "result", "It arrives tomorrow.");

        Assert.Equal(("客服", "您的请求已得到答复。", "It arrives tomorrow."), Shown(await taipei.NextAsync()));
        Assert.Equal(("Support", "Your request has been answered.", "It arrives tomorrow."), Shown(await paris.NextAsync()));
        var pushes = await customer.UntilAsync("/local/hub/pushes", all => all.GetArrayLength() > 0);
        var apns = pushes[0].GetProperty("payloads").EnumerateArray().Single(payload => payload.GetProperty("platform").GetString() == "apns");
        var alert = JsonElement.Parse(apns.GetProperty("payload").GetString()!).GetProperty("aps").GetProperty("alert");
        Assert.Equal("客服", alert.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_language_that_is_changed_counts_from_the_next_push()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone", new { platform = "local", locale = "zh" });
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "progress", "We asked the carrier.");
        Assert.Equal("客服", (await phone.NextAsync()).GetProperty("title").GetString());

        await RegisterAsync(customer, "phone", new { platform = "local", locale = "en" });
        await agent.ActAsync(ticket, "result", "It arrives tomorrow.");

        Assert.Equal("Support", (await phone.NextAsync()).GetProperty("title").GetString());
    }

    [Theory]
    [InlineData("timeZone", "zh", "Mars/Olympus", "22:00", "07:00")]
    [InlineData("timeZone", "zh", "localtime", "22:00", "07:00")]
    [InlineData("timeZone", "zh", null, "22:00", "07:00")]
    [InlineData("quietHours", "zh", "Asia/Taipei", "22:00", "22:00")]
    [InlineData("quietHours", "zh", "Asia/Taipei", "22:00", "24:00")]
    [InlineData("quietHours", "zh", "Asia/Taipei", "10 pm", null)]
    public async Task What_makes_no_sense_is_refused_by_its_field_and_nothing_is_stored(string field, string locale, string? timeZone, string? from, string? to)
    {
        using var customer = await _server.CustomerAsync();

        var answer = await customer.SendAsync(
            HttpMethod.Put, "/api/devices/phone", new { platform = "local", locale, timeZone, quietHours = from is null ? null : new { from, to } });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal([field], answer.Body.GetProperty("errors").EnumerateObject().Select(error => error.Name));
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync("/api/devices/phone")).Status);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{")]
    [InlineData("{\"endpoint\":1}")]
    [InlineData("{\"endpoint\":\"https://push.example/1\",\"endpoint\":\"https://push.example/2\"}")]
    public async Task A_browsers_channel_that_the_hub_cannot_read_is_refused_by_its_field(string pushChannel)
    {
        using var customer = await _server.CustomerAsync();

        var answer = await customer.SendAsync(HttpMethod.Put, "/api/devices/tab", new { platform = "browser", pushChannel });

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty("pushChannel", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync("/api/devices/tab")).Status);
    }

    [Theory]
    [InlineData("the language of my phone", "Asia/Taipei", "locale")]
    [InlineData("zh", "China Standard Time", "timeZone")]
    [InlineData("", "right/Asia/Taipei", "locale timeZone")]
    public async Task A_language_or_a_time_zone_that_is_none_does_not_cost_the_device_its_pushes(string locale, string timeZone, string ignored)
    {
        using var customer = await _server.CustomerAsync();

        var answer = await customer.SendAsync(HttpMethod.Put, "/api/devices/phone", new { platform = "local", locale, timeZone });

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(ignored.Split(' '), answer.Body.GetProperty("ignored").EnumerateObject().Select(field => field.Name));
        Assert.Equal(ignored.Contains("locale") ? null : locale, answer.Body.TryGetProperty("locale", out var kept) ? kept.GetString() : null);
        Assert.False((await customer.GetAsync("/api/devices/phone")).Body.TryGetProperty("ignored", out _));
    }

    [Fact]
    public async Task What_an_app_says_at_too_great_length_of_its_device_does_not_cost_the_device_its_pushes()
    {
        using var customer = await _server.CustomerAsync();

        var device = (await customer.SendAsync(HttpMethod.Put, "/api/devices/phone", new { platform = "local", model = new string('m', 201), os = new string('o', 200), appVersion = " \u200b" })).Body;

        Assert.Equal(["model"], device.GetProperty("ignored").EnumerateObject().Select(field => field.Name));
        Assert.Equal(200, Text(device, "os")!.Length);
        Assert.False(device.TryGetProperty("model", out _) || device.TryGetProperty("appVersion", out _));
    }

    [Fact]
    public async Task A_language_in_the_spelling_of_phones_and_a_time_zone_in_any_case_are_taken()
    {
        using var customer = await _server.CustomerAsync();

        var device = (await customer.SendAsync(HttpMethod.Put, "/api/devices/phone", new { platform = "local", locale = "zh_TW", timeZone = "asia/taipei" })).Body;

        Assert.Equal(("zh-TW", "Asia/Taipei"), (Text(device, "locale"), Text(device, "timeZone")));
        Assert.False(device.TryGetProperty("ignored", out _));
    }

    [Fact]
    public async Task A_device_whose_channel_its_platform_calls_invalid_is_forgotten_until_it_registers_again()
    {
        using var customer = await _server.CustomerAsync();
        await RegisterAsync(customer, "phone", new { platform = "apns", pushChannel = "00ff" });
        await SwitchAsync(customer, new { expiredChannels = new[] { "00ff" } });

        var hop = (await customer.PostAsync("/api/devices/phone/test")).Body.GetProperty("hops").EnumerateArray().Last();

        Assert.Equal(("knownToHub", false), (hop.GetProperty("step").GetString(), hop.GetProperty("ok").GetBoolean()));
        Assert.Contains("channel has expired", hop.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync("/api/devices/phone")).Status);

        await RegisterAsync(customer, "phone", new { platform = "apns", pushChannel = "00fe" });
        Assert.All((await customer.PostAsync("/api/devices/phone/test")).Body.GetProperty("hops").EnumerateArray(), next => Assert.True(next.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task A_device_that_was_long_not_registered_again_is_pushed_to_no_more_until_it_is()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone");
        Assert.Equal("2026-05-31T09:00:30+00:00", (await customer.GetAsync("/api/devices/phone")).Body.GetProperty("expiresAt").GetString());

        _server.Time.Advance(TimeSpan.FromDays(90));
        // The tokens did not live as long.
        using var later = await _server.CustomerAsync();
        using var laterAgent = await _server.AgentAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await later.GetAsync("/api/devices/phone")).Status);
        var ticket = await later.SubmitAsync();
        await laterAgent.ActAsync(ticket, "claim");
        await laterAgent.ActAsync(ticket, "progress", "To nobody.");
        await laterAgent.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries").EnumerateArray().Any(delivery => delivery.GetProperty("state").GetString() == "noDevice"));

        await RegisterAsync(later, "phone", new { platform = "local" });
        await laterAgent.ActAsync(ticket, "result", "To the phone.");
        Assert.Equal("To the phone.", (await phone.NextAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_the_client_registers_is_taken_and_read_back_without_its_channel()
    {
        using var customer = await _server.CustomerAsync();
        await using var inbox = new SupportInbox(new SupportInboxOptions { Store = new InMemoryUpdateStore() });
        var server = inbox.AddServer("support", new SupportServerOptions
        {
            BaseAddress = _server.Address,
            AccessToken = (_, _) => Task.FromResult<string?>(customer.Http.DefaultRequestHeaders.Authorization!.Parameter),
        });
        await server.SignInAsync("alice", TestContext.Current.CancellationToken);

        var status = await server.RegisterDeviceAsync(
            new DeviceSettings
            {
                Platform = PushPlatform.Apns,
                Channel = "00ff",
                Locale = "zh-CN",
                TimeZone = "Asia/Shanghai",
                QuietHours = new QuietHours(TimeSpan.FromHours(22), new TimeSpan(7, 30, 0)),
            },
            TestContext.Current.CancellationToken);

        Assert.True(status.IsRegistered);
        var device = (await customer.GetAsync($"/api/devices/{status.InstallationId}")).Body;
        Assert.Equal(("apns", "zh-CN", "Asia/Shanghai"), (Text(device, "platform"), Text(device, "locale"), Text(device, "timeZone")));
        Assert.Equal(("22:00", "07:30"), (Text(device.GetProperty("quietHours"), "from"), Text(device.GetProperty("quietHours"), "to")));
        Assert.False(device.TryGetProperty("pushChannel", out _));
    }

    private static async Task RegisterAsync(Person person, string id, object device) =>
        Assert.Equal(HttpStatusCode.OK, (await person.SendAsync(HttpMethod.Put, $"/api/devices/{id}", device)).Status);

    private static async Task SwitchAsync(Person person, object plan) =>
        Assert.Equal(HttpStatusCode.OK, (await person.SendAsync(HttpMethod.Put, "/local/hub/faults", plan)).Status);

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static (string?, string?, string?) Shown(JsonElement push) => (Text(push, "title"), Text(push, "body"), Text(push, "text"));
}
