using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ServerlessSupport.Cloud.Tests.Worker;

/// <summary>What callers get from the worker when they are refused, and what passes through it unchanged.</summary>
public sealed class HttpTests(RunningWorker server) : IClassFixture<RunningWorker>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("no token at all")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYWxsb3J5In0.")]
    public async Task A_token_that_is_none_is_refused(string? token)
    {
        using var http = new HttpClient { BaseAddress = server.Host.Address };
        http.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);

        using var answer = await http.GetAsync("/api/tickets", Cancellation);

        await AssertProblemAsync(answer, HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString().Split(' ')[0]);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("""{"category":"question"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"category":"praise","text":"Well done."}""", HttpStatusCode.BadRequest)]
    public async Task A_body_that_is_none_is_refused(string body, HttpStatusCode status)
    {
        using var alice = await server.CustomerAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await alice.Http.PostAsync("/api/tickets", content, Cancellation);

        await AssertProblemAsync(answer, status, null);
    }

    [Theory]
    [InlineData("/console")]
    [InlineData("/console/unassigned/some-ticket")]
    public async Task The_console_is_served_beside_the_API(string path)
    {
        using var http = new HttpClient { BaseAddress = server.Host.Address };

        using var answer = await http.GetAsync(path, Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        using var module = await http.GetAsync(page.Split('"').Single(part => part.EndsWith("/app.js", StringComparison.Ordinal)), Cancellation);

        Assert.Equal((HttpStatusCode.OK, "text/html"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains("require-trusted-types-for 'script'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "text/javascript"), (module.StatusCode, module.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task What_an_agent_does_stands_in_the_audit_record_with_what_it_was_about()
    {
        using var alice = await server.CustomerAsync("alice-audited");
        using var ann = await server.AgentAsync("ann-audited");
        using var admin = await server.SignInAsync("root-audited", "admin");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        var line = Assert.Single((await admin.GetAsync($"/api/agent/audit?target={ticket}")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal("ClaimTicket", line.GetProperty("action").GetString());
        Assert.Empty((await admin.GetAsync("/api/agent/audit/verification")).Body.GetProperty("faults").EnumerateArray());
    }

    [Fact]
    public async Task A_ticket_that_is_not_there_is_not_found()
    {
        using var alice = await server.CustomerAsync();

        using var answer = await alice.Http.GetAsync("/api/tickets/none", Cancellation);

        await AssertProblemAsync(answer, HttpStatusCode.NotFound, null);
    }

    [Fact]
    public async Task An_agents_route_is_closed_to_customers()
    {
        using var alice = await server.CustomerAsync();

        using var answer = await alice.Http.GetAsync("/api/agent/tickets", Cancellation);

        await AssertProblemAsync(answer, HttpStatusCode.Forbidden, null);
    }

    [Fact]
    public async Task Headers_of_both_directions_pass()
    {
        using var alice = await server.CustomerAsync();
        var created = await alice.PostAsync("/api/tickets", new { category = "question", text = "Where is it? 🧭" }, ("Idempotency-Key", "once"));

        var again = await alice.PostAsync("/api/tickets", new { category = "question", text = "Where is it? 🧭" }, ("Idempotency-Key", "once"));
        var read = await alice.GetAsync(created.Headers["Location"]);

        Assert.Equal(("true", created.Body.ToString()), (again.Headers["Idempotency-Replayed"], again.Body.ToString()));
        Assert.Equal((HttpStatusCode.OK, created.Headers["ETag"]), (read.Status, read.Headers["ETag"]));
    }

    [Fact]
    public async Task A_file_goes_to_Blob_Storage_and_comes_back()
    {
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3, 4];
        using var alice = await server.CustomerAsync();
        using var store = new HttpClient();
        var ticket = await alice.SubmitAsync();
        var path = $"/api/tickets/{ticket}/attachments";

        var announced = await alice.PostAsync(path, new { fileName = "photo.png", contentType = "image/png", size = png.Length });
        Assert.Equal(HttpStatusCode.Created, announced.Status);
        using var upload = new HttpRequestMessage(HttpMethod.Put, announced.Body.GetProperty("uploadUrl").GetString()) { Content = new ByteArrayContent(png) };
        foreach (var header in announced.Body.GetProperty("headers").EnumerateObject())
            Assert.True(upload.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()) || upload.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()));
        using (var uploaded = await store.SendAsync(upload, Cancellation))
            Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        var id = announced.Body.GetProperty("attachmentId").GetString();
        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync($"{path}/{id}/confirm")).Status);
        var offered = await alice.GetAsync($"{path}/{id}");

        Assert.Equal(png, await store.GetByteArrayAsync(offered.Body.GetProperty("downloadUrl").GetString(), Cancellation));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string? code)
    {
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var problem = JsonElement.Parse(text);
        Assert.False(string.IsNullOrEmpty(problem.GetProperty("traceId").GetString()));
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        if (code is not null)
            Assert.Equal(code, problem.GetProperty("code").GetString());
    }
}
