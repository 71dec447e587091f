using System.Net;
using System.Net.Http.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>What is only for this machine is given to nobody who comes through a proxy, and to no other site's page.</summary>
public sealed class LocalGuardTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("x-forwarded-host", "support.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Real-IP", "203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Tokens_and_timers_are_refused(string header, string value)
    {
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("/local/tokens", (header, value)));
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync("/admin/functions/RemindAgents", (header, value)));
    }

    [Fact]
    public async Task The_machine_itself_and_its_own_page_are_served()
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/local/tokens"));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/local/tokens", ("Origin", server.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin")));
        Assert.Equal(HttpStatusCode.OK, await PostAsync("/local/tokens", ("Sec-Fetch-Site", "none")));
    }

    private async Task<HttpStatusCode> PostAsync(string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { user = "eve", role = "admin" }) };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
