using System.Net;
using System.Runtime.Serialization;
using System.Text;
using System.Text.Json;
using System.Xml;
using ServerlessSupport.Hub;

namespace ServerlessSupport.Unit.Hub;

/// <summary>What the hub answers on the wire, where the service's own clients would stumble over anything else.</summary>
public sealed class HubProtocolTests
{
    [Fact]
    public async Task A_test_send_is_answered_in_the_form_that_the_sdk_for_NET_reads()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.RegisterAsync("t-1", "apns");
        await hub.RegisterAsync("t-2", "apns");
        using var faults = await hub.Http.PutAsync("/local/hub/faults", RunningHub.Content("""{"expiredChannels":["channel-t-2"]}"""), TestContext.Current.CancellationToken);

        foreach (var query in new[] { "&test", "&test&direct" })
        {
            var answer = await hub.SendAsync("apple", "{}", query: query, headers: ["ServiceBusNotification-DeviceHandle", "channel-t-2"]);

            // Its reader takes elements only in this order and of this namespace.
            using var xml = XmlReader.Create(new StringReader(answer.Body));
            var outcome = (Outcome)new DataContractSerializer(typeof(Outcome)).ReadObject(xml)!;
            Assert.Equal(query == "&test" ? (1, 1) : (0, 1), ((int)outcome.Success, (int)outcome.Failure));
            Assert.Equal("apple", outcome.Results[0].ApplicationPlatform);
            var failed = Assert.Single(outcome.Results, result => result.PnsHandle == "channel-t-2");
            Assert.Contains("handle", failed.Outcome, StringComparison.Ordinal);
        }

        Assert.Equal(["{}"], hub.SentTo("t-1"));
        Assert.Empty(hub.SentTo("t-2"));
        Assert.True(JsonElement.Parse((await hub.CallAsync("GET", "/support/installations/t-2")).Body).GetProperty("pushChannelExpired").GetBoolean());
    }

    [Theory]
    [InlineData("POST", "/support/schedulednotifications", 501)]
    [InlineData("DELETE", "/support/schedulednotifications/1", 501)]
    [InlineData("GET", "/support/messages/1", 501)]
    [InlineData("GET", "/support/feedbackcontainer", 501)]
    [InlineData("POST", "/support/registrationids", 501)]
    [InlineData("POST", "/support/registrations", 501)]
    [InlineData("GET", "/support/registrations?$top=5", 501)]
    [InlineData("PUT", "/support/registrations/1", 501)]
    [InlineData("GET", "/support/tags/a/registrations", 501)]
    [InlineData("POST", "/support/jobs", 501)]
    [InlineData("GET", "/support/jobs/1", 501)]
    [InlineData("GET", "/support", 501)]
    [InlineData("PUT", "/support", 501)]
    [InlineData("GET", "/", 501)]
    [InlineData("GET", "/support/messages", 405)]
    [InlineData("DELETE", "/support/messages/$batch", 405)]
    [InlineData("POST", "/support/installations/1", 405)]
    [InlineData("GET", "/support/installations", 404)]
    [InlineData("GET", "/support/nothing/here", 404)]
    public async Task What_the_hub_does_not_do_it_refuses_in_the_form_of_the_service(string method, string path, int status)
    {
        await using var hub = await RunningHub.StartAsync();
        (await hub.CallAsync(method, path)).Refused(status);
    }

    [Theory]
    [InlineData("/local/hub/faults")]
    [InlineData("/support/installations/1")]
    public async Task A_body_whose_chunks_or_trailers_are_none_is_the_callers_fault(string path)
    {
        await using var hub = await RunningHub.StartAsync();
        foreach (var body in new[] { "ffffffff\r\n{}", "zz\r\n{}", "2\r\n{}\r\n0\r\nX: \0\r\n\r\n", "2\r\n{}\r\n0\r\nX: \u00ff\r\n\r\n", "2\r\n\u00ff\u00ff\r\n0\r\n\r\n" })
            Assert.Equal(400, await hub.SendRawAsync("PUT", path, body));
    }

    [Fact]
    public async Task Without_a_signature_even_what_it_does_not_do_is_401()
    {
        await using var hub = await RunningHub.StartAsync();
        using var answer = await hub.Http.GetAsync("/support/registrations", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Unauthorized, "application/xml"), (answer.StatusCode, answer.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task An_answer_can_be_found_by_the_id_that_the_caller_gave_or_by_one_of_its_own()
    {
        await using var hub = await RunningHub.StartAsync();
        const string Id = "0199c0de-0000-7000-8000-000000000001";

        var named = await hub.CallAsync("GET", "/support/installations/nobody", null, "TrackingId", Id);
        var unnamed = await hub.CallAsync("GET", "/support/installations/nobody", null, "TrackingId", "<b>");

        Assert.Equal(Id, named.Headers.GetValues("TrackingId").Single());
        Assert.Contains($"TrackingId:{Id}", named.Refused(404), StringComparison.Ordinal);
        Assert.True(Guid.TryParse(unnamed.Headers.GetValues("TrackingId").Single(), out _));
    }

    [Fact]
    public async Task A_store_that_does_not_answer_and_a_fault_of_the_hub_are_said_in_its_form()
    {
        await using (var hub = await RunningHub.StartAsync(new BrokenStore(new HubUnavailableException("The store is full.", TimeSpan.FromSeconds(1.5)))))
        {
            var answer = await hub.CallAsync("DELETE", "/support/installations/1");
            Assert.Contains("full", answer.Refused(503), StringComparison.Ordinal);
            Assert.Equal("2", answer.Headers.RetryAfter!.ToString());
        }

        await using (var hub = await RunningHub.StartAsync(new BrokenStore(new InvalidOperationException("secret"))))
            Assert.DoesNotContain("secret", (await hub.CallAsync("DELETE", "/support/installations/1")).Refused(500), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "/support/installations/1")]
    [InlineData("PATCH", "/support/installations/1")]
    [InlineData("POST", "/support/messages")]
    [InlineData("POST", "/support/messages/$batch")]
    public async Task A_body_that_is_no_text_or_has_no_end_is_refused(string method, string path)
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.RegisterAsync("1", "apns");
        string[] format = ["ServiceBusNotification-Format", "apple"];

        (await hub.CallAsync(method, path, new ByteArrayContent([(byte)'"', 0xC3, 0x28, (byte)'"']), format)).Refused(400);
        (await hub.CallAsync(method, path, new ByteArrayContent(new byte[path.EndsWith("$batch", StringComparison.Ordinal) ? 1_100_000 : 70_000]), format)).Refused(413);
        (await hub.CallAsync(method, path, null, format)).Refused(400);
    }

    [Theory]
    [InlineData("""{"installationId":"1","platform":"apns","pushChannel":"\ud800"}""")]
    [InlineData("""{"\udfff":1,"platform":"apns","pushChannel":"c"}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","tags":["\ud800"]}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","templates":{"t":{"body":"{\"a\":\"\\ud800\"}"}}}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","templates":{"t":{"body":"{}","headers":{"h":"\ud800"}}}}""")]
    [InlineData("""{"platform":"apns","platform":"wns","pushChannel":"c"}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","templates":[]}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","userId":"a b"}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","userId":7}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","expirationTime":"soon"}""")]
    [InlineData("""{"platform":"apns","pushChannel":"c","templates":{"t":{"body":"{\"a\":\"$(\\u0001\"}"}}}""")]
    [InlineData("""{"platform":"local","pushChannel":"c"}""")]
    [InlineData("""{"platform":"baidu","pushChannel":"c"}""")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    public async Task An_installation_that_is_none_is_refused(string document)
    {
        await using var hub = await RunningHub.StartAsync();
        (await hub.CallAsync("PUT", "/support/installations/1", RunningHub.Content(document))).Refused(400);
        (await hub.CallAsync("GET", "/support/installations/1")).Refused(404);
    }

    [Fact]
    public async Task Nothing_that_is_nested_deeply_reaches_what_recurses()
    {
        await using var hub = await RunningHub.StartAsync();
        await hub.RegisterAsync("1", "apns");
        string Nested(char open, char close) => new string(open, 30_000) + new string(close, 30_000);
        string Elements(int depth) => string.Concat(Enumerable.Repeat("<a>", depth)) + string.Concat(Enumerable.Repeat("</a>", depth));

        foreach (var tags in new[] { new string('(', 30_000), new string('!', 30_000) + "a", string.Join("&&", Enumerable.Repeat("a", 9_000)) })
            (await hub.SendAsync("apple", "{}", tags)).Refused(400);
        (await hub.SendAsync("browser", Nested('[', ']'))).Refused(400);
        (await hub.SendAsync("template", Nested('[', ']'))).Refused(400);
        (await hub.SendAsync("windows", $"<toast>{Elements(700)}</toast>", type: "application/xml")).Refused(400);
        (await hub.CallAsync("PATCH", "/support/installations/1", RunningHub.Content(Nested('[', ']')))).Refused(400);
        var template = JsonSerializer.Serialize(new { platform = "wns", pushChannel = "c", templates = new { t = new { body = Elements(1_500) } } });
        (await hub.CallAsync("PUT", "/support/installations/2", RunningHub.Content(template))).Refused(400);
    }

    [Fact]
    public async Task A_small_template_of_many_large_properties_fills_no_memory()
    {
        await using var hub = await RunningHub.StartAsync();
        var json = JsonSerializer.Serialize(Enumerable.Repeat("$(t)", 2_000).Append("{$(t)" + string.Concat(Enumerable.Repeat("+$(t)", 1_000)) + "}"));
        var xml = $"<toast>{string.Concat(Enumerable.Repeat("<a>$(t)</a>", 1_000))}</toast>";
        await hub.RegisterAsync("1", "apns", $$$""","templates":{"t":{"body":{{{JsonSerializer.Serialize(json)}}}}}""");
        await hub.RegisterAsync("2", "wns", $$$""","templates":{"t":{"body":{{{JsonSerializer.Serialize(xml)}}}}}""");
        var before = GC.GetTotalAllocatedBytes();

        var answer = await hub.SendAsync("template", JsonSerializer.Serialize(new { t = new string('x', 60_000) }), query: "&test");

        Assert.Contains("<Failure>2</Failure>", answer.Body, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 50_000_000);
        Assert.Empty(hub.SentTo("1"));
    }

    [Theory]
    [InlineData("""{"statuses":[null]}""")]
    [InlineData("""{"expiredChannels":["\ud800"]}""")]
    [InlineData("null")]
    [InlineData("[")]
    public async Task A_plan_of_faults_that_is_none_is_refused(string plan)
    {
        await using var hub = await RunningHub.StartAsync();
        using var answer = await hub.Http.PutAsync("/local/hub/faults", RunningHub.Content(plan), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private sealed class BrokenStore(Exception fault) : IHubStore
    {
        public IReadOnlyList<byte[]> Installations() => ["""{"installationId":"kept by an older version"}"""u8.ToArray()];

        public Task KeepAsync(string installationId, byte[] document, CancellationToken cancellationToken) => throw fault;

        public Task ForgetAsync(string installationId, CancellationToken cancellationToken) => throw fault;

        public Task AddAsync(IReadOnlyCollection<(string InstallationId, byte[] Payload)> pushes, DateTimeOffset at, CancellationToken cancellationToken) => throw fault;

        public IReadOnlyList<DevicePush> Read(string installationId, long after, int max) => throw fault;

        public long Newest(string installationId) => throw fault;
    }

    [DataContract(Name = "NotificationOutcome", Namespace = Connect)]
    private sealed record Outcome(
        [property: DataMember(IsRequired = true, Order = 1)] long Success,
        [property: DataMember(IsRequired = true, Order = 2)] long Failure,
        [property: DataMember(IsRequired = true, Order = 3)] List<Result> Results);

    [DataContract(Name = "RegistrationResult", Namespace = Connect)]
    private sealed record Result(
        [property: DataMember(IsRequired = true, Order = 1)] string ApplicationPlatform,
        [property: DataMember(IsRequired = true, Order = 2)] string PnsHandle,
        [property: DataMember(IsRequired = true, Order = 3)] string RegistrationId,
        [property: DataMember(Order = 4)] string Outcome);

    private const string Connect = "http://schemas.microsoft.com/netservices/2010/10/servicebus/connect";
}
