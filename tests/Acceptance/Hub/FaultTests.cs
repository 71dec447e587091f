using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Hub;

public sealed class FaultTests(RunningServer server, HubSdk sdk) : IClassFixture<RunningServer>, IClassFixture<HubSdk>, IAsyncLifetime
{
    private readonly HttpClient _http = new() { BaseAddress = server.Address };

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Faults_answer_the_sdk_until_they_are_switched_off()
    {
        var connection = (await _http.GetFromJsonAsync<JsonElement>("/local/hub/connection", TestContext.Current.CancellationToken)).GetProperty("connectionString").GetString()!;
        object[] send = ["sendNotification", new { platform = "apple", body = "{}", contentType = "application/json", headers = new { } }, new { tagExpression = "a" }];

        await SwitchAsync(new { throttle = new { every = 2, retryAfter = "00:00:07" } });
        var throttled = await sdk.CallAsync(connection, send, send, send, send);
        Assert.Equal(2, throttled.Count(answer => answer is { Status: 429, RetryAfter: "7" }));

        await SwitchAsync(new { downUntil = RunningServer.Morning.AddYears(1) });
        Assert.Equal(503, Assert.Single(await sdk.CallAsync(connection, send)).Status);

        await SwitchAsync(new { statuses = new[] { new { status = 410, probability = 1.0 } } });
        Assert.Equal(410, Assert.Single(await sdk.CallAsync(connection, send)).Status);

        using var off = await _http.DeleteAsync("/local/hub/faults", TestContext.Current.CancellationToken);
        Assert.Null(Assert.Single(await sdk.CallAsync(connection, send)).Status);
    }

    [Fact]
    public async Task A_push_of_the_product_meets_the_faults_and_is_shown_as_each_platform_gets_it()
    {
        using var customer = await server.CustomerAsync("fay");
        using var agent = await server.AgentAsync();
        await using var phone = await customer.ConnectAsync("fay-local");
        foreach (var platform in new[] { "apns", "fcmV1", "wns" })
            Assert.Equal(HttpStatusCode.OK, (await customer.SendAsync(HttpMethod.Put, $"/api/devices/fay-{platform}", new { platform, pushChannel = $"token-{platform}" })).Status);
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");

        await SwitchAsync(new { statuses = new[] { new { status = 413, probability = 1.0 } } });
        await agent.ActAsync(ticket, "progress", "Looking <into> it");
        var refused = await ShownAsync("answered 413");
        await SwitchAsync(new { lostAnswerRate = 1.0 });
        await agent.ActAsync(ticket, "result", "It \"is\" there");
        var lost = await ShownAsync("delivered, answered 504");
        await SwitchAsync(new { });

        Assert.Equal("result", (await phone.NextAsync()).GetProperty("kind").GetString());
        Assert.Equal("product", refused.GetProperty("kind").GetString());
        var payloads = lost.GetProperty("payloads").EnumerateArray().ToLookup(payload => payload.GetProperty("platform").GetString(), payload => payload);
        Assert.Equal(["apns", "fcmv1", "local", "wns"], payloads.Select(platform => platform.Key).Order());
        var apns = payloads["apns"].Single();
        Assert.Equal("It \"is\" there", JsonElement.Parse(apns.GetProperty("payload").GetString()!).GetProperty("text").GetString());
        Assert.Equal("alert", apns.GetProperty("headers").GetProperty("apns-push-type").GetString());
        Assert.Equal(["fay-apns"], apns.GetProperty("installations").EnumerateArray().Select(id => id.GetString()));
        Assert.Contains(payloads["wns"], payload => payload.GetProperty("payload").GetString()!.StartsWith("<toast", StringComparison.Ordinal));

        var page = await _http.GetStringAsync("/local/hub", TestContext.Current.CancellationToken);
        Assert.Contains("It \\&quot;is\\&quot; there", page, StringComparison.Ordinal);
        Assert.Contains("&lt;toast", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<into>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"dropRate":1.5}""")]
    [InlineData("""{"statuses":[{"status":200,"probability":1}]}""")]
    [InlineData("""{"statuses":[{"status":500,"probability":0.7},{"status":503,"probability":0.7}]}""")]
    [InlineData("""{"delay":{"from":"00:00:02","to":"00:00:01"}}""")]
    [InlineData("""{"throttle":{"every":0,"retryAfter":"00:00:01"}}""")]
    [InlineData("""{"dropRat":1}""")]
    public async Task A_plan_that_makes_no_sense_is_refused(string plan)
    {
        using var body = new StringContent(plan, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _http.PutAsync("/local/hub/faults", body, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task SwitchAsync(object plan)
    {
        using var answer = await _http.PutAsJsonAsync("/local/hub/faults", plan, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<JsonElement> ShownAsync(string outcome)
    {
        using var person = new Person(new HttpClient { BaseAddress = server.Address });
        var pushes = await person.UntilAsync("/local/hub/pushes", all => all.EnumerateArray().Any(push => push.GetProperty("outcome").GetString() == outcome));
        return pushes.EnumerateArray().First(push => push.GetProperty("outcome").GetString() == outcome);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
