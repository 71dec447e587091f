using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>What the server really answers is what /api/openapi.json says, strictly: no field more, none less.</summary>
public sealed class RealAnswersTests(RunningServer server, SchemaCheck schemas) : IClassFixture<RunningServer>, IClassFixture<SchemaCheck>
{
    private readonly Recorder _recorder = new();

    [Fact]
    public async Task Every_good_answer_of_every_operation_is_as_described()
    {
        var story = new Story(server, _recorder);
        await story.RunAsync();
        var api = await Description.ReadAsync(story.Anyone);

        SchemaCheck.None(await schemas.CheckAsync(api, _recorder.Exchanges));
        SchemaCheck.None(Missing(api));
    }

    [Fact]
    public async Task Every_refusal_is_as_described()
    {
        var refusals = new Refusals(server, _recorder);
        await refusals.RunAsync();
        var api = await Description.ReadAsync(refusals.Anyone);

        SchemaCheck.None(await schemas.CheckAsync(api, _recorder.Exchanges));
        // What only a race, an outage or a fault brings about is left to the tests of those.
        Assert.Equal(
            ProblemCode.All.Select(problem => problem.Code).Except(["method_not_allowed", "timeline_full", "too_many_attachments", "conflict", "too_many_requests", "unreadable", "unavailable", "unreadable", "unexpected"]).Order(),
            _recorder.Exchanges.Where(exchange => exchange.Status >= 400).Select(exchange => exchange.Answer!.Value.GetProperty("code").GetString()!).Distinct().Order());
    }

    [Fact]
    public async Task A_wrong_answer_would_be_noticed()
    {
        using var alice = _recorder.Hear(await server.CustomerAsync("alice-wrong"));
        await alice.SubmitAsync();
        var api = await Description.ReadAsync(alice);
        var right = _recorder.Exchanges.Single(exchange => exchange.Status == 201);
        SchemaCheck.None(await schemas.CheckAsync(api, [right]));

        Exchange[] wrong =
        [
            right with { Answer = Changed(right, ticket => ticket["more"] = 1) },
            right with { Answer = Changed(right, ticket => ticket.Remove("subject")) },
            right with { Answer = Changed(right, ticket => ticket["state"] = "Open") },
            right with { Answer = Changed(right, ticket => ticket["createdAt"] = "today") },
            right with { Answer = Changed(right, ticket => ticket["timeline"]![0]!["seq"] = "1") },
            right with { Answer = Changed(right, ticket => ticket["followUpOf"] = null) },
            right with { Headers = new Dictionary<string, string>() },
            right with { Answer = null },
            right with { ContentType = "text/plain" },
            right with { Status = 202 },
            right with { Path = "/api/tickets/x/y" },
        ];

        foreach (var exchange in wrong)
            Assert.NotEmpty(await schemas.CheckAsync(api, [exchange]));
    }

    public static TheoryData<string, string> BadBodies => new()
    {
        { "POST /api/tickets", """{"text":"x"}""" },
        { "POST /api/tickets", """{"category":"praise","text":"x"}""" },
        { "POST /api/tickets", """{"category":"question","text":""}""" },
        { "POST /api/tickets", """{"category":"question","text":5}""" },
        { "POST /api/tickets", $$"""{"category":"question","text":"x","subject":"{{new string('x', 201)}}"}""" },
        { "POST /api/tickets/{ticketId}/rating", """{"score":6}""" },
        { "POST /api/tickets/{ticketId}/rating", """{"text":"x"}""" },
        { "POST /api/tickets/{ticketId}/receipts", """{"receipts":[]}""" },
        { "POST /api/tickets/{ticketId}/receipts", """{"receipts":[{"seq":0,"received":"2026-03-02T09:00:00Z"}]}""" },
        { "POST /api/tickets/{ticketId}/receipts", """{"receipts":[{"seq":1,"received":"today"}]}""" },
        { "POST /api/tickets/{ticketId}/attachments", """{"fileName":"a.png","contentType":"image/png","size":0}""" },
        { "POST /api/tickets/{ticketId}/attachments", """{"fileName":"a.zip","contentType":"application/zip","size":5}""" },
        { "PUT /api/devices/{installationId}", """{"platform":"pigeon"}""" },
        { "PUT /api/devices/{installationId}", """{}""" },
    };

    [Theory, MemberData(nameof(BadBodies))]
    public async Task A_body_that_the_server_refuses_the_schema_refuses_too(string operation, string body)
    {
        using var alice = await server.CustomerAsync("alice-bad");
        var api = await Description.ReadAsync(alice);
        var described = api.Operations.Single(some => $"{some.Method} {some.Path}" == operation);
        var path = described.Path.Replace("{ticketId}", await alice.SubmitAsync(), StringComparison.Ordinal).Replace("{installationId}", "phone", StringComparison.Ordinal);
        var answer = await alice.SendAsync(HttpMethod.Parse(described.Method), path, JsonElement.Parse(body));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code));
        Assert.NotEmpty(await schemas.CheckAsync(api.Document, [new Check(described.RequestSchema, JsonElement.Parse(body), operation)]));
    }

    private IEnumerable<string> Missing(Description api) =>
        from operation in api.Operations
        from response in operation.Responses.EnumerateObject()
        where int.Parse(response.Name, CultureInfo.InvariantCulture) < 400
        where !_recorder.Exchanges.Any(exchange => api.Find(exchange.Method, exchange.Path) == operation && exchange.Status.ToString(CultureInfo.InvariantCulture) == response.Name)
        select $"{operation.Id} never answered {response.Name}";

    private static JsonElement Changed(Exchange exchange, Action<JsonObject> change)
    {
        var answer = JsonObject.Create(exchange.Answer!.Value)!;
        change(answer);
        return JsonElement.Parse(answer.ToJsonString());
    }
}
