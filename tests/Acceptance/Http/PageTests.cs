using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>Scripts of web pages call the local edition if it was started for them.</summary>
public sealed class PageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("support-").FullName;

    [Theory]
    [InlineData("http://localhost:5173", "http://localhost:5173")]
    [InlineData("http://elsewhere.example", null)]
    public async Task A_page_may_call_if_its_origin_was_named(string origin, string? allowed)
    {
        await using var server = new LocalProcess(_folder, "--cors", "http://localhost:5173/");
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = server.Address };

        using var ask = new HttpRequestMessage(HttpMethod.Options, "/api/tickets")
        {
            Headers = { { "Origin", origin }, { "Access-Control-Request-Method", "POST" }, { "Access-Control-Request-Headers", "authorization,content-type,idempotency-key" } },
        };
        using var asked = await http.SendAsync(ask, TestContext.Current.CancellationToken);
        using var call = new HttpRequestMessage(HttpMethod.Get, "/api/tickets") { Headers = { { "Origin", origin } } };
        using var called = await http.SendAsync(call, TestContext.Current.CancellationToken);

        Assert.Equal(allowed, Allowed(asked));
        Assert.Equal(allowed, Allowed(called));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string? Allowed(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var origins) ? Assert.Single(origins) : null;
}
