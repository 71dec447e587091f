using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>Bad input gets an answer that names what is wrong, and nothing is stored.</summary>
public sealed class BadInputTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("", "body")]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("null", "body")]
    [InlineData("\"text\"", "body")]
    [InlineData("{\"category\":\"question\",\"text\":\"x\"} trailing", "body")]
    [InlineData("{\"text\":\"x\"}", "category")]
    [InlineData("{\"category\":\"rant\",\"text\":\"x\"}", "category")]
    [InlineData("{\"category\":1,\"text\":\"x\"}", "category")]
    [InlineData("{\"category\":\"question\"}", "text")]
    [InlineData("{\"category\":\"question\",\"text\":\"  \"}", "text")]
    [InlineData("{\"category\":\"question\",\"text\":\"\\u200b\\u3164\"}", "text")]
    [InlineData("{\"category\":\"question\",\"text\":[\"x\"]}", "text")]
    [InlineData("{\"category\":\"question\",\"text\":\"x\",\"subject\":{}}", "subject")]
    [InlineData("{\"category\":\"question\",\"text\":\"\\ud800\"}", "text")]
    public async Task A_bad_submission_names_the_field_and_stores_nothing(string body, string field)
    {
        using var mallory = await server.CustomerAsync("mallory");
        var answer = await PostAsync(mallory, "/api/tickets", body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code));
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _), answer.Body.ToString());
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Empty((await mallory.GetAsync("/api/tickets")).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task The_role_of_a_token_is_read_in_any_case()
    {
        using var agent = await Person.SignInAsync(server.Address, "ann-in-any-case", "Agent");

        Assert.Equal(HttpStatusCode.OK, (await agent.GetAsync("/api/agent/me")).Status);
    }

    [Fact]
    public async Task Too_long_a_text_and_too_large_a_body_are_refused()
    {
        using var mallory = await server.CustomerAsync("mallory");

        var longText = await mallory.PostAsync("/api/tickets", new { category = "question", text = new string('x', 8_001) });
        var largeBody = await mallory.PostAsync("/api/tickets", new { category = "question", text = new string('x', 70_000) });

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (longText.Status, longText.Code));
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (largeBody.Status, largeBody.Code));
    }

    [Fact]
    public async Task The_longest_text_is_taken_and_read_back_whole()
    {
        using var alice = await server.CustomerAsync();
        var text = string.Concat(Enumerable.Repeat("\u0001界", 4_000));

        var ticket = await alice.SubmitAsync(text);

        Assert.Equal(text, (await alice.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("timeline")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", "")]
    [InlineData("application/json; charset=latin1", "")]
    [InlineData("Application/JSON ; charset=\"UTF-8\"; x=y", "")]
    [InlineData("application/vnd.example+json", "")]
    [InlineData("text/json", "")]
    [InlineData("application/json", "\uFEFF")]
    public async Task A_parameter_of_the_type_and_a_byte_order_mark_cost_nothing(string type, string mark)
    {
        using var alice = await server.CustomerAsync();
        var answer = await PostAsync(alice, "/api/tickets", mark + "{\"category\":\"question\",\"text\":\"鍵\"}", type);

        Assert.Equal(HttpStatusCode.Created, answer.Status);
        Assert.Equal("鍵", answer.Body.GetProperty("subject").GetString());
    }

    [Fact]
    public async Task A_body_that_is_not_json_is_refused_by_its_type()
    {
        using var mallory = await server.CustomerAsync("mallory");
        var answer = await PostAsync(mallory, "/api/tickets", "category=question", "application/x-www-form-urlencoded");

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("Idempotency-Key", "has space")]
    [InlineData("Idempotency-Key", "")]
    [InlineData("If-Match", "3")]
    [InlineData("If-Match", "")]
    [InlineData("If-Match", "\"3")]
    [InlineData("If-Match", "*, \"3\"")]
    [InlineData("If-Match", "\"3\" \"4\"")]
    public async Task A_bad_header_is_named(string header, string value)
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();
        var answer = await ann.PostAsync($"/api/agent/tickets/{ticket}/claim", null, (header, value));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(header, out _), answer.Body.ToString());
    }

    [Theory]
    [InlineData("/api/tickets?limit=0", "limit")]
    [InlineData("/api/tickets?limit=101", "limit")]
    [InlineData("/api/tickets?limit=ten", "limit")]
    [InlineData("/api/tickets?cursor=garbage", "cursor")]
    [InlineData("/api/updates?after=garbage", "after")]
    [InlineData("/api/updates?after=%00", "after")]
    public async Task A_bad_query_is_named(string path, string field)
    {
        using var alice = await server.CustomerAsync();
        var answer = await alice.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _), answer.Body.ToString());
        Assert.StartsWith($"{field}: ", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hub_names_a_bad_place_to_go_on_from()
    {
        using var phone = await server.CustomerAsync();
        var answer = await phone.GetAsync("/local/devices/phone/pushes?after=garbage");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.StartsWith("after must be", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_that_lacks_is_named()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();

        Assert.Equal("This needs a token with the role agent.", Detail(await alice.GetAsync("/api/agent/tickets")));
        Assert.Equal("This needs a token with the role customer.", Detail(await ann.GetAsync("/api/tickets")));
        Assert.Equal("This needs a token with the role admin beside agent.", Detail(await ann.PostAsync("/api/agent/devices/reregister")));

        static string? Detail(Answer answer) => answer.Body.GetProperty("detail").GetString();
    }

    [Theory]
    [InlineData("/api/agent/tickets?state=lost")]
    [InlineData("/api/agent/tickets?state=1")]
    public async Task An_unknown_state_is_named(string path)
    {
        using var ann = await server.AgentAsync();

        Assert.True((await ann.GetAsync(path)).Body.GetProperty("errors").TryGetProperty("state", out _));
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        using var alice = await server.CustomerAsync("alice-cursor");
        using var bob = await server.CustomerAsync("bob-cursor");
        using var ann = await server.AgentAsync();
        await alice.SubmitAsync();
        var customer = TicketId.CustomerKey(await alice.SubmitAsync());
        var cursor = (await alice.GetAsync("/api/tickets?limit=1")).Body.GetProperty("cursor").GetString();
        var found = (await ann.GetAsync("/api/agent/tickets?state=open&limit=1")).Body.GetProperty("cursor").GetString();

        Assert.Equal("invalid_cursor", (await bob.GetAsync($"/api/tickets?cursor={cursor}")).Code);
        Assert.Equal("invalid_cursor", (await ann.GetAsync($"/api/agent/tickets?cursor={cursor}")).Code);
        Assert.Equal("invalid_cursor", (await ann.GetAsync($"/api/agent/customers/{customer}?cursor={cursor}")).Code);
        Assert.Equal("invalid_cursor", (await ann.GetAsync($"/api/agent/tickets?state=closed&cursor={found}")).Code);
        Assert.Equal("invalid_cursor", (await ann.GetAsync($"/api/agent/tickets?notReached=true&cursor={found}")).Code);
    }

    [Theory]
    [InlineData("/api/tickets", "cursor", "garbage")]
    [InlineData("/api/tickets", "cursor", "%F0%9F%A7%AD")]
    [InlineData("/api/updates", "after", "garbage")]
    [InlineData("/api/updates", "after", "MS4yLjM")]
    public async Task A_cursor_that_no_list_issued_is_refused_by_its_name(string path, string parameter, string cursor)
    {
        using var alice = await server.CustomerAsync();

        var answer = await alice.GetAsync($"{path}?{parameter}={cursor}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_cursor"), (answer.Status, answer.Code));
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(parameter, out _));
    }

    [Theory]
    [InlineData("{\"platform\":\"pager\"}", "platform")]
    [InlineData("{}", "platform")]
    [InlineData("{\"platform\":\"apns\"}", "pushChannel")]
    public async Task A_bad_device_is_named(string body, string field)
    {
        using var alice = await server.CustomerAsync();
        var answer = await SendAsync(alice, HttpMethod.Put, "/api/devices/phone", body, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _), answer.Body.ToString());
    }

    [Theory]
    [InlineData("a%7C%7Cb")]
    [InlineData("a%20b")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task A_device_id_that_could_be_read_as_something_else_is_refused(string id)
    {
        using var alice = await server.CustomerAsync();
        var answer = await SendAsync(alice, HttpMethod.Put, $"/api/devices/{id}", "{\"platform\":\"local\"}", "application/json");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_get_problem_answers_too()
    {
        using var alice = await server.CustomerAsync();
        var nowhere = await alice.GetAsync("/api/nothing");
        var wrongMethod = await alice.SendAsync(HttpMethod.Delete, "/api/tickets");

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (nowhere.Status, nowhere.Code));
        Assert.Equal((HttpStatusCode.MethodNotAllowed, "method_not_allowed"), (wrongMethod.Status, wrongMethod.Code));
    }

    private static Task<Answer> PostAsync(Person person, string path, string body, string type = "application/json") => SendAsync(person, HttpMethod.Post, path, body, type);

    private static async Task<Answer> SendAsync(Person person, HttpMethod method, string path, string body, string type)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await person.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new Answer(response.StatusCode, JsonDocument.Parse(text).RootElement, response.Content.Headers.ToDictionary(header => header.Key, header => string.Join(",", header.Value)));
    }
}
