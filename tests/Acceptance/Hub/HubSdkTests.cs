using System.Net.Http.Json;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Hub;

/// <summary>The real SDK for Node.js against the hub of the local edition.</summary>
public sealed class HubSdkTests(RunningServer server, HubSdk sdk) : IClassFixture<RunningServer>, IClassFixture<HubSdk>, IAsyncLifetime
{
    private readonly HttpClient _http = new() { BaseAddress = server.Address };
    private string _connection = "";

    public async ValueTask InitializeAsync() =>
        _connection = (await _http.GetFromJsonAsync<JsonElement>("/local/hub/connection", TestContext.Current.CancellationToken)).GetProperty("connectionString").GetString()!;

    [Fact]
    public async Task Installations_are_registered_read_changed_and_deleted()
    {
        object[] get = ["getInstallation", "i-1"];
        var answers = await sdk.CallAsync(
            _connection,
            Put("i-1", "apns", ["red"]),
            get,
            ["updateInstallation", "i-1", new[] { new { op = "add", path = "/tags", value = "blue" }, new { op = "replace", path = "/pushChannel", value = "new-token" } }],
            get,
            ["deleteInstallation", "i-1"],
            get,
            ["updateInstallation", "i-1", Array.Empty<object>()]);

        Assert.Equal([null, null, null, null, null, 404, 404], answers.Select(answer => answer.Status));
        Assert.Equal("channel-i-1", answers[1].Value.GetProperty("pushChannel").GetString());
        Assert.Equal("new-token", answers[3].Value.GetProperty("pushChannel").GetString());
        Assert.Equal("""["red","blue"]""", answers[3].Value.GetProperty("tags").GetRawText());
        Assert.False(string.IsNullOrEmpty(answers[0].Value.GetProperty("trackingId").GetString()));
    }

    [Fact]
    public async Task A_native_notification_reaches_the_devices_of_its_platform_that_carry_the_tags()
    {
        await using var iphone = await Phone.ConnectAsync(server.Address, "n-apns", after: 0);
        await using var android = await Phone.ConnectAsync(server.Address, "n-fcm", after: 0);
        await using var other = await Phone.ConnectAsync(server.Address, "n-other", after: 0);
        const string Apple = """{"aps":{"alert":"News"},"n":1}""", Google = """{"message":{"notification":{"title":"News"}}}""";

        var answers = await sdk.CallAsync(
            _connection,
            Put("n-apns", "apns", ["team:n"]),
            Put("n-fcm", "fcmv1", ["team:n"]),
            Put("n-other", "apns", ["team:n", "muted"]),
            Send("apple", Apple, new { tagExpression = "team:n && !muted" }),
            Send("fcmv1", Google, new { tagExpression = "team:n && !muted" }),
            Send("apple", "{}", new { tagExpression = "$InstallationId:{n-other}" }));

        Assert.All(answers, answer => Assert.Null(answer.Status));
        Assert.NotNull(answers[3].Value.GetProperty("notificationId").GetString());
        Assert.Equal(Apple, (await iphone.NextAsync()).GetRawText());
        Assert.Equal(Google, (await android.NextAsync()).GetRawText());
        // It came after the one that was not for this device.
        Assert.Equal("{}", (await other.NextAsync()).GetRawText());
    }

    [Fact]
    public async Task A_template_notification_reaches_each_device_in_the_form_that_it_chose()
    {
        await using var iphone = await Phone.ConnectAsync(server.Address, "t-apns", after: 0);
        await using var android = await Phone.ConnectAsync(server.Address, "t-fcm", after: 0);
        var windows = RawStream.NextAsync(server.Address, "t-wns");

        var answers = await sdk.CallAsync(
            _connection,
            Put("t-apns", "apns", ["team:t"], """{"aps":{"alert":"{'Hi ' + $(name)}","badge":"#(count)"}}"""),
            Put("t-fcm", "fcmv1", ["team:t"], """{"message":{"data":{"text":".(text, 10)"}}}"""),
            Put("t-wns", "wns", ["team:t"], "<toast>\n<text>$(text)</text></toast>"),
            Send("template", """{"name":"Ann \"A\"","count":"3","text":"An answer <came>"}""", new { tagExpression = "team:t" }));

        Assert.All(answers, answer => Assert.Null(answer.Status));
        Assert.Equal("""{"aps":{"alert":"Hi Ann \"A\"","badge":3}}""", (await iphone.NextAsync()).GetRawText());
        Assert.Equal("""{"message":{"data":{"text":"An answ..."}}}""", (await android.NextAsync()).GetRawText());
        Assert.Equal("<toast>\n<text>An answer &lt;came&gt;</text></toast>", await windows);
    }

    [Fact]
    public async Task A_direct_notification_reaches_the_device_that_has_the_channel()
    {
        await using var first = await Phone.ConnectAsync(server.Address, "d-1", after: 0);
        await using var second = await Phone.ConnectAsync(server.Address, "d-2", after: 0);
        await using var browser = await Phone.ConnectAsync(server.Address, "d-3", after: 0);
        var subscription = new { endpoint = "https://push.example/1", p256dh = "key", auth = "secret" };

        var answers = await sdk.CallAsync(
            _connection,
            Put("d-1", "apns", []),
            Put("d-2", "apns", []),
            ["createOrUpdateInstallation", new { installationId = "d-3", platform = "browser", pushChannel = subscription }],
            Send("apple", """{"one":1}""", new { deviceHandle = "channel-d-1" }),
            Send("apple", """{"both":1}""", new { deviceHandle = new[] { "channel-d-1", "channel-d-2" } }),
            Send("browser", """{"web":1}""", new { deviceHandle = subscription }));

        Assert.All(answers, answer => Assert.True(answer.Status is null, answer.Message));
        Assert.Equal("""{"one":1}""", (await first.NextAsync()).GetRawText());
        Assert.Equal("""{"both":1}""", (await first.NextAsync()).GetRawText());
        Assert.Equal("""{"both":1}""", (await second.NextAsync()).GetRawText());
        Assert.Equal("""{"web":1}""", (await browser.NextAsync()).GetRawText());
    }

    [Fact]
    public async Task A_test_send_says_what_became_of_it()
    {
        var answers = await sdk.CallAsync(
            _connection,
            Put("s-1", "apns", ["team:s"]),
            Send("apple", """{"aps":{}}""", new { tagExpression = "team:s", enableTestSend = true }),
            Put("s-1", "apns", ["team:s"], """{"aps":{"alert":"$(big)"}}"""),
            Send("template", JsonSerializer.Serialize(new { big = new string('x', 5_000) }), new { tagExpression = "team:s", enableTestSend = true }));

        Assert.Equal([1, 0], Counts(answers[1]));
        Assert.Equal([0, 1], Counts(answers[3]));

        static int[] Counts(SdkAnswer answer) => [answer.Value.GetProperty("successCount").GetInt32(), answer.Value.GetProperty("failureCount").GetInt32()];
    }

    [Fact]
    public async Task What_is_wrong_is_answered_with_the_status_of_the_service()
    {
        object[] send = Send("apple", "{}", new { tagExpression = "nobody" });
        var forged = await sdk.CallAsync(_connection[..^4] + "AAA=", send, ["getInstallation", "any"]);
        Assert.Equal([401, 401], forged.Select(answer => answer.Status));

        var answers = await sdk.CallAsync(
            _connection,
            send,
            Send("apple", "{}", new { tagExpression = "a &&" }),
            Send("gcm", "{}", new { tagExpression = "a" }),
            Send("template", "[]", new { tagExpression = "a" }),
            Send("apple", new string('x', 70_000), new { tagExpression = "a" }),
            Put("bad id", "blackberry", []),
            Put("w-1", "apns", ["no spaces"]),
            Put("w-1", "apns", [], "{\"a\":\"$(x\"}"),
            ["deleteInstallation", "never-there"],
            Send("apple", JsonSerializer.Serialize(new { big = new string('x', 5_000) }), new { tagExpression = "a" }),
            Send("apple", "{", new { tagExpression = "a" }));
        Assert.Equal([null, 400, 400, 400, 413, 400, 400, 400, null, 400, 400], answers.Select(answer => answer.Status));
        Assert.Contains("ends too early", answers[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_hub_does_not_do_is_said_in_a_form_that_the_sdk_reads()
    {
        var answers = await sdk.CallAsync(
            _connection,
            ["getNotificationOutcomeDetails", "1"],
            ["cancelScheduledNotification", "1"],
            ["getFeedbackContainerUrl"],
            ["listNotificationHubJobs"],
            ["createRegistrationId"],
            ["getRegistration", "1"],
            ["updateInstallation", "u-1", new[] { new { op = "add", path = "/colour", value = "blue" } }]);

        Assert.Equal([501, 501, 501, 501, 501, 501, 404], answers.Select(answer => answer.Status));
        Assert.Contains("TrackingId", answers[0].Message, StringComparison.Ordinal);
    }

    private static object[] Put(string id, string platform, string[] tags, string? template = null) =>
    [
        "createOrUpdateInstallation",
        new
        {
            installationId = id,
            platform,
            pushChannel = $"channel-{id}",
            tags,
            templates = template is null ? [] : new Dictionary<string, object> { ["main"] = new { body = template } },
        },
    ];

    private static object[] Send(string platform, string body, object options) =>
        ["sendNotification", new { platform, body, contentType = "application/json;charset=utf-8", headers = new { } }, options];

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
