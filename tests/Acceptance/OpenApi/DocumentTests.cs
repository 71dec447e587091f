using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.Acceptance.Http;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>/api/openapi.json is a valid document, and says neither less nor more than the code.</summary>
public sealed class DocumentTests(RunningServer server, SchemaCheck schemas) : IClassFixture<RunningServer>, IClassFixture<SchemaCheck>, IDisposable
{
    private readonly Person _anyone = new(new HttpClient { BaseAddress = server.Address });

    [Fact]
    public async Task It_is_valid_by_the_official_schema_of_OpenAPI_3_1()
    {
        var (version, faults) = await schemas.CheckAsync((await Description.ReadAsync(_anyone)).Document);

        Assert.Equal("3.1", version);
        SchemaCheck.None(faults);
    }

    // docs/http-api.md promises it to generators that know no more.
    [Fact]
    public async Task It_uses_nothing_that_OpenAPI_3_0_lacks()
    {
        var document = JsonObject.Create((await Description.ReadAsync(_anyone)).Document)!;
        document["openapi"] = "3.0.3";
        var (version, faults) = await schemas.CheckAsync(JsonElement.Parse(document.ToJsonString()));

        Assert.Equal("3.0", version);
        SchemaCheck.None(faults);
    }

    [Fact]
    public async Task It_has_the_routes_of_the_triggers_under_the_names_of_their_functions()
    {
        var api = await Description.ReadAsync(_anyone);

        Assert.Equal(
            Route.All.Select(route => route.ToString()).Order(),
            api.Operations.Select(operation => $"{operation.Id} {operation.Method} {operation.Path}").Order());
    }

    [Fact]
    public async Task Every_operation_but_the_open_ones_asks_for_a_token()
    {
        var api = await Description.ReadAsync(_anyone);

        Assert.All(api.Operations, operation => Assert.Equal(
            !Route.All.Single(route => route.Function == operation.Id).IsOpen, operation.Json.GetProperty("security").GetArrayLength() == 1));
    }

    // The host answers for an address that does not take the method, so no operation does.
    [Fact]
    public async Task Every_problem_code_is_one_that_some_operation_answers_with()
    {
        var api = await Description.ReadAsync(_anyone);

        var used = from operation in api.Operations
                   from response in operation.Responses.EnumerateObject()
                   where string.CompareOrdinal(response.Name, "4") > 0
                   from code in operation.Codes(response.Name)
                   select (code, response.Name);

        Assert.Equal(
            ProblemCode.All.Except([ProblemCode.MethodNotAllowed]).Select(problem => $"{problem.Code} {problem.Status}").Order(),
            used.Distinct().Select(code => $"{code.code} {code.Name}").Order());
    }

    [Fact]
    public async Task Every_example_is_as_its_schema_says()
    {
        var api = await Description.ReadAsync(_anyone);
        var checks = api.Operations.SelectMany(Examples)
            .Concat(api.Document.GetProperty("components").GetProperty("examples").EnumerateObject().Select(example =>
                new Check("/components/schemas/ProblemBody", example.Value.GetProperty("value"), example.Name)))
            .ToList();

        Assert.True(checks.Count > 60);
        SchemaCheck.None(await schemas.CheckAsync(api.Document, checks));
    }

    [Fact]
    public async Task Who_has_it_already_is_told_so()
    {
        var first = await _anyone.GetAsync("/api/openapi.json");
        var second = await _anyone.SendAsync(HttpMethod.Get, "/api/openapi.json", null, ("If-None-Match", first.Headers["ETag"]));

        Assert.Equal((HttpStatusCode.OK, "application/json"), (first.Status, first.Headers["Content-Type"]));
        Assert.Equal(HttpStatusCode.NotModified, second.Status);
    }

    [Fact]
    public async Task Every_schema_is_described_by_its_doc_comment()
    {
        var schemas = (await Description.ReadAsync(_anyone)).Document.GetProperty("components").GetProperty("schemas");

        Assert.All(schemas.EnumerateObject(), schema => Assert.True(schema.Value.TryGetProperty("description", out _), schema.Name));
        Assert.Contains("- `inProgress`: An agent works on it.", schemas.GetProperty("TicketState").GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    public void Dispose() => _anyone.Dispose();

    private static IEnumerable<Check> Examples(DescribedOperation operation)
    {
        if (operation.TakesBody)
            yield return new(operation.RequestSchema, Example(operation.Json.GetProperty("requestBody")), operation.Id);
        foreach (var response in operation.Responses.EnumerateObject().Where(response => response.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out _)))
            yield return new(operation.Pointer("responses", response.Name, "content", "application/json", "schema"), Example(response.Value), $"{operation.Id} {response.Name}");
    }

    private static JsonElement Example(JsonElement owner) => owner.GetProperty("content").GetProperty("application/json").GetProperty("example");
}
