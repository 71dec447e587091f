using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Identity;
using ServerlessSupport.Unit.Runtime;

namespace ServerlessSupport.Unit.Http;

public sealed class GateTests : IDisposable
{
    private readonly LogLines _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task The_answer_of_a_function_passes_as_it_is()
    {
        var answer = Results.Ok();

        Assert.Same(answer, await Gate().PassAsync(Context(), TestIssuer.Door(Who.Open), () => Task.FromResult<IResult?>(answer)));
    }

    [Fact]
    public async Task Without_a_token_only_what_is_open_to_all_is_called()
    {
        foreach (var who in Enum.GetValues<Who>().Where(who => who != Who.Open))
        {
            var http = Context();
            var problem = await ProblemAsync(http, await Gate().PassAsync(http, TestIssuer.Door(who), () => throw new InvalidOperationException("It was called.")));
            Assert.Equal((401, "unauthenticated"), (http.Response.StatusCode, problem.GetProperty("code").GetString()));
        }
    }

    [Fact]
    public async Task What_is_answered_is_kept_by_no_cache_and_read_as_nothing_else()
    {
        foreach (var who in Enum.GetValues<Who>())
        {
            var http = Context();
            await Gate().PassAsync(http, TestIssuer.Door(who), () => Task.FromResult<IResult?>(Results.Ok()));
            Assert.Equal(("no-store", "nosniff"), (http.Response.Headers.CacheControl.ToString(), http.Response.Headers.XContentTypeOptions.ToString()));
        }
    }

    [Fact]
    public async Task A_request_that_the_server_cancels_may_be_repeated()
    {
        var http = Context();
        var problem = await ProblemAsync(http, await Gate().PassAsync(http, TestIssuer.Door(Who.Open), () => throw new TaskCanceledException()));

        Assert.Equal((503, "unavailable"), (http.Response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("5", http.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public async Task A_request_that_its_client_cancels_is_answered_to_nobody()
    {
        var http = Context();
        http.RequestAborted = new CancellationToken(canceled: true);

        Assert.Same(Results.Empty, await Gate().PassAsync(http, TestIssuer.Door(Who.Open), () => throw new TaskCanceledException()));
    }

    [Fact]
    public async Task An_outage_says_when_to_come_again_and_stands_in_the_log_under_the_trace_of_the_answer()
    {
        var http = Context();
        var problem = await ProblemAsync(http, await Gate().PassAsync(http, TestIssuer.Door(Who.Open), () => throw new UnavailableException("No disk.", TimeSpan.FromSeconds(41.5))));

        Assert.Equal((503, "42"), (http.Response.StatusCode, http.Response.Headers.RetryAfter.ToString()));
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains(problem.GetProperty("traceId").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_fault_is_told_without_its_text_and_stands_in_the_log_under_the_trace_of_the_answer()
    {
        var http = Context();
        var problem = await ProblemAsync(http, await Gate().PassAsync(http, TestIssuer.Door(Who.Open), () => throw new InvalidOperationException("The secret.")));

        Assert.Equal((500, "unexpected"), (http.Response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.DoesNotContain("secret", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Error && line.Text.Contains(problem.GetProperty("traceId").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_that_cannot_be_fetched_are_an_outage_and_not_a_bad_token()
    {
        var http = Context();
        http.Request.Headers.Authorization = "Bearer eyJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.eyJzdWIiOiJhbGljZSJ9.AAAA";
        var problem = await ProblemAsync(http, await Gate().PassAsync(http, TestIssuer.Door(Who.Customers), () => throw new InvalidOperationException("It was called.")));

        Assert.Equal((503, "unavailable"), (http.Response.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal("10", http.Response.Headers.RetryAfter.ToString());
    }

    [Fact]
    public void A_function_that_does_not_say_who_may_call_it_stops_the_start() =>
        Assert.Contains(nameof(FunctionCatalogTests.OpenToNobody), Assert.Throws<InvalidOperationException>(() => new Doors([typeof(FunctionCatalogTests.OpenToNobody)])).Message, StringComparison.Ordinal);

    private static HttpContext Context() => new DefaultHttpContext { TraceIdentifier = "request-1", Response = { Body = new MemoryStream() } };

    private Gate Gate()
    {
        var keys = new TokenKeys((_, _) => throw new UnavailableException("The keys.", TimeSpan.FromSeconds(10)));
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        return new Gate(
            new CallerReader(keys, Options.Create(new IdentityOptions { Issuer = "i", Audience = "a" }), new FakeTimeProvider(), loggers.CreateLogger<CallerReader>()), TestIssuer.Limits(), TestIssuer.People(), TestIssuer.Audited(), TestIssuer.Refusals(), loggers.CreateLogger<Gate>());
    }

    private static async Task<JsonElement> ProblemAsync(HttpContext http, IResult? answer)
    {
        await answer!.ExecuteAsync(http);
        Assert.Equal("application/problem+json", http.Response.ContentType);
        http.Response.Body.Position = 0;
        Assert.Equal(http.Response.Body.Length, http.Response.ContentLength);
        return (await JsonDocument.ParseAsync(http.Response.Body, cancellationToken: TestContext.Current.CancellationToken)).RootElement;
    }
}
