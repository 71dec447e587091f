using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Local.Runtime;

namespace ServerlessSupport.Unit.Runtime;

public sealed class HttpTests
{
    private static readonly Type[] All = [typeof(Things), typeof(Plain)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_lie_under_the_prefix_and_bind_their_parameters_by_name()
    {
        await using var host = await RuntimeHost.StartAsync(All);
        var id = Guid.Parse("0190f9a0-0000-7000-8000-000000000001");

        Assert.Equal($"shoe 7 {id}", await host.Http.GetStringAsync($"/api/things/shoe/7/{id}", Cancellation));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(host, HttpMethod.Get, $"/things/shoe/7/{id}"));
    }

    [Fact]
    public async Task Another_prefix_of_host_json_is_heeded_and_none_too()
    {
        await using var host = new RuntimeHost { Settings = new HostSettings { RoutePrefix = "v1/support" } };
        await host.StartWithAsync(All);
        await using var bare = new RuntimeHost { Settings = new HostSettings { RoutePrefix = "" } };
        await bare.StartWithAsync(All);

        Assert.Equal("plain", await host.Http.GetStringAsync("/v1/support/Plain", Cancellation));
        Assert.Equal("plain", await bare.Http.GetStringAsync("/plain", Cancellation));
    }

    [Fact]
    public async Task Functions_of_one_route_are_told_apart_by_their_methods()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        Assert.Equal("get", await host.Http.GetStringAsync("/api/things", Cancellation));
        using var posted = await host.Http.PostAsync("/api/things", new StringContent("x"), Cancellation);
        Assert.Equal((HttpStatusCode.Created, "made x"), (posted.StatusCode, await posted.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task A_value_of_another_form_than_its_parameter_is_not_found()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        var (problem, _) = await ProblemAsync(host, HttpMethod.Get, "/api/things/shoe/99999999999/0190f9a0-0000-7000-8000-000000000001");

        Assert.Equal("not_found", problem);
    }

    [Fact]
    public async Task An_unknown_address_is_a_problem()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        var (code, answer) = await ProblemAsync(host, HttpMethod.Get, "/api/nothing");

        Assert.Equal(("not_found", HttpStatusCode.NotFound), (code, answer.StatusCode));
    }

    [Fact]
    public async Task A_method_that_is_not_offered_is_a_problem_that_names_those_that_are()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        var (code, answer) = await ProblemAsync(host, HttpMethod.Delete, "/api/things");

        Assert.Equal(("method_not_allowed", HttpStatusCode.MethodNotAllowed), (code, answer.StatusCode));
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task A_fault_is_a_problem_without_its_text_and_is_logged()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        var (code, answer) = await ProblemAsync(host, HttpMethod.Get, "/api/fault");

        Assert.Equal(("unexpected", HttpStatusCode.InternalServerError), (code, answer.StatusCode));
        Assert.DoesNotContain("No luck", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, line => line.Level == LogLevel.Error && line.Fault?.Message == "No luck.");
    }

    [Fact]
    public async Task An_answer_without_a_body_that_a_function_chose_stays_as_it_is()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        using var answer = await host.Http.GetAsync("/api/empty", Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, ""), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    [Fact]
    public async Task Each_request_has_an_instance_and_a_scope_of_its_own()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        await host.Http.GetStringAsync("/api/scope", Cancellation);
        await host.Http.GetStringAsync("/api/scope", Cancellation);

        Assert.NotSame(await host.Probe.NextAsync<Scoped>(), await host.Probe.NextAsync<Scoped>());
    }

    [Fact]
    public async Task A_client_that_goes_away_cancels_the_function()
    {
        await using var host = new RuntimeHost();
        var cancelled = new TaskCompletionSource();
        host.Probe.Behaviour = async (_, cancellation) =>
        {
            cancellation.Register(cancelled.SetResult);
            await cancelled.Task;
        };
        await host.StartWithAsync(All);
        using var client = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var request = host.Http.GetAsync("/api/scope", client.Token);
        await host.Probe.NextAsync<Scoped>();
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await cancelled.Task.WaitAsync(Probe.Patience, Cancellation);
    }

    [Fact]
    public async Task Only_timers_are_run_by_hand()
    {
        await using var host = await RuntimeHost.StartAsync(All);

        Assert.Equal("invalid_request", (await ProblemAsync(host, HttpMethod.Post, "/admin/functions/Plain")).Code);
        Assert.Equal("not_found", (await ProblemAsync(host, HttpMethod.Post, "/admin/functions/Nobody")).Code);
    }

    [Fact]
    public async Task A_page_that_reaches_the_machine_by_a_name_of_its_own_runs_nothing_by_hand()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(TimerTests.EveryMinute));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/functions/EveryMinute");
        request.Headers.Host = "evil.example";

        using var answer = await host.Http.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task The_start_tells_the_routes_and_triggers()
    {
        await using var host = await RuntimeHost.StartAsync(typeof(Plain), typeof(TimerTests.EveryMinute), typeof(ChangeFeedTests.FromBeginning), typeof(QueueTests.Automatic));

        var expected = $"""

            Functions:

                Plain:         [GET] {host.Http.BaseAddress}api/Plain
                Automatic:     serviceBusTrigger work
                EveryMinute:   timerTrigger 0 * * * * *
                FromBeginning: cosmosDBTrigger tickets

            """;
        var banner = host.Banner.ToString().ReplaceLineEndings("\n");
        Assert.StartsWith(expected.ReplaceLineEndings("\n"), banner, StringComparison.Ordinal);
        Assert.Contains($"Push hub: {host.Http.BaseAddress}local/hub", banner, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(RuntimeHost host, HttpMethod method, string path)
    {
        using var answer = await host.Http.SendAsync(new HttpRequestMessage(method, path), Cancellation);
        return answer.StatusCode;
    }

    private static async Task<(string? Code, HttpResponseMessage Answer)> ProblemAsync(RuntimeHost host, HttpMethod method, string path)
    {
        var answer = await host.Http.SendAsync(new HttpRequestMessage(method, path), Cancellation);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal((int)answer.StatusCode, body.GetProperty("status").GetInt32());
        return (body.GetProperty("code").GetString(), answer);
    }

    public sealed class Things(Probe probe, Scoped scoped)
    {
        [Function(nameof(GetThing)), Allow(Who.Open)]
        public IResult GetThing(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things/{name}/{size:int}/{id:guid}")] HttpRequest request, Guid id, string name, int size) =>
            Results.Text($"{name} {size} {id}");

        [Function(nameof(ListThings)), Allow(Who.Open)]
        public Task<IResult> ListThings([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "things")] HttpRequest request) =>
            Task.FromResult(Results.Text("get"));

        [Function(nameof(MakeThing)), Allow(Who.Open)]
        public async Task<IResult> MakeThing([HttpTrigger(AuthorizationLevel.Anonymous, "POST", Route = "things")] HttpRequest request, CancellationToken cancellationToken)
        {
            using var body = new StreamReader(request.Body);
            return Results.Text($"made {await body.ReadToEndAsync(cancellationToken)}", statusCode: 201);
        }

        [Function(nameof(Fault)), Allow(Who.Open)]
        public Task<IResult> Fault([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "fault")] HttpRequest request) =>
            throw new InvalidOperationException("No luck.");

        [Function(nameof(Empty)), Allow(Who.Open)]
        public IResult Empty([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "empty")] HttpRequest request) => Results.NotFound();

        [Function(nameof(Scope)), Allow(Who.Open)]
        public async Task<IResult> Scope([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "scope")] HttpRequest request, CancellationToken cancellationToken)
        {
            await probe.RunAsync(scoped, cancellationToken);
            return Results.Ok();
        }
    }

    public static class Plain
    {
        [Function(nameof(Plain)), Allow(Who.Open)]
        public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => Results.Text("plain");
    }
}
