using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>The desk's own documents: who is there, what they share, and what each keeps.</summary>
public sealed class DeskTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_first_look_at_oneself_writes_one_into_the_directory()
    {
        using var ann = await server.AgentAsync("ann-first");
        using var bob = await server.AgentAsync("bob-first");
        Assert.DoesNotContain("ann-first", await PeopleAsync(bob));

        var me = await ann.GetAsync("/api/agent/me");

        Assert.Equal(("ann-first", "available", false), (Text(me.Body, "displayName"), Text(me.Body, "availability"), me.Body.GetProperty("isAdmin").GetBoolean()));
        Assert.Contains("ann-first", await PeopleAsync(bob));
    }

    [Fact]
    public async Task What_one_leaves_out_of_a_change_stays_as_it_is()
    {
        using var ann = await server.AgentAsync("ann-changes");
        await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { displayName = " Ann\tSmith ", languages = new[] { "de", "zh-CN" } });
        var answer = await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { availability = "Away", notify = new { newTicket = false } });

        var me = (await ann.GetAsync("/api/agent/me")).Body;
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(("Ann Smith", "away", "de"), (Text(me, "displayName"), Text(me, "availability"), me.GetProperty("languages")[0].GetString()));
        Assert.Equal((false, true), (me.GetProperty("notify").GetProperty("newTicket").GetBoolean(), me.GetProperty("notify").GetProperty("mention").GetBoolean()));
    }

    [Theory]
    [InlineData("""{"displayName":" "}""", "displayName")]
    [InlineData("""{"languages":["x"]}""", "languages")]
    [InlineData("""{"languages":[null]}""", "languages")]
    [InlineData("""{"availability":"asleep"}""", "availability")]
    public async Task A_change_that_makes_no_sense_is_refused_by_its_field(string body, string field)
    {
        using var ann = await server.AgentAsync("ann-wrong");
        var answer = await ann.SendAsync(HttpMethod.Put, "/api/agent/me", JsonElement.Parse(body));

        Assert.Equal("invalid_request", answer.Code);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _), answer.Body.GetRawText());
    }

    [Fact]
    public async Task An_admin_by_token_makes_another_one_in_the_directory_who_may_then_change_people_and_queues()
    {
        using var root = await server.SignInAsync("root-people", "admin");
        using var ann = await server.AgentAsync("ann-people");
        var key = Text((await ann.GetAsync("/api/agent/me")).Body, "key");
        Assert.Equal("invalid_request", (await root.SendAsync(HttpMethod.Put, "/api/agent/queues/none", new { name = "None" })).Code);
        Assert.Equal("forbidden", (await ann.SendAsync(HttpMethod.Put, "/api/agent/queues/people", new { name = "People" })).Code);
        Assert.Equal("forbidden", (await ann.SendAsync(HttpMethod.Put, $"/api/agent/people/{key}", new { role = "admin" })).Code);

        var changed = await root.SendAsync(HttpMethod.Put, $"/api/agent/people/{key}", new { role = "admin", queues = new[] { "people" } });

        Assert.Equal("admin", Text(changed.Body, "role"));
        Assert.Equal(HttpStatusCode.OK, (await ann.SendAsync(HttpMethod.Put, "/api/agent/queues/people", new { name = "People" })).Status);
        Assert.Equal(["agent", "lead", "admin"], (await ann.GetAsync("/api/agent/me")).Body.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.Equal("not_found", (await root.SendAsync(HttpMethod.Put, $"/api/agent/people/{PersonKey.Of("nobody")}", new { role = "lead" })).Code);
    }

    [Fact]
    public async Task Who_is_taken_out_stays_out_until_an_admin_takes_them_back_to_where_they_were()
    {
        using var root = await server.SignInAsync("root-removes", "admin");
        using var ann = await server.AgentAsync("ann-removed");
        await root.PlaceAsync(ann, "agent", "removals");
        var key = Text((await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { displayName = "Ann the Removed" })).Body, "key");

        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{key}")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{key}")).Status);

        using var again = await server.AgentAsync("ann-removed");
        foreach (var path in new[] { "me", "tickets", "people" })
            Assert.Equal("forbidden", (await again.GetAsync($"/api/agent/{path}")).Code);
        Assert.DoesNotContain((await root.GetAsync("/api/agent/people")).Body.GetProperty("items").EnumerateArray(), person => Text(person, "key") == key);
        Assert.Equal("invalid_request", (await root.GetAsync("/api/agent/people?removed=yes")).Code);
        var removed = (await root.GetAsync("/api/agent/people?removed=True")).Body.GetProperty("items").EnumerateArray().Single(person => Text(person, "key") == key);
        Assert.Equal(("ann-removed", "ann-removed"), (Text(removed, "id"), Text(removed, "displayName")));
        Assert.DoesNotContain("Ann the Removed", removed.GetRawText(), StringComparison.Ordinal);
        Assert.True(removed.TryGetProperty("removedAt", out _));

        var back = await root.SendAsync(HttpMethod.Put, $"/api/agent/people/{key}", new { });
        Assert.Equal(("agent", "removals", "available"), (Text(back.Body, "role"), back.Body.GetProperty("queues")[0].GetString(), Text(back.Body, "availability")));
        Assert.False(back.Body.TryGetProperty("removedAt", out _));
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/api/agent/me")).Status);
    }

    [Fact]
    public async Task Whose_token_says_admin_comes_back_with_the_next_visit_so_that_nobody_locks_everybody_out()
    {
        using var root = await server.SignInAsync("root-leaves", "admin");
        var key = Text((await root.GetAsync("/api/agent/me")).Body, "key");

        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{key}")).Status);

        Assert.Contains((await root.GetAsync("/api/agent/people?removed=true")).Body.GetProperty("items").EnumerateArray(), person => Text(person, "key") == key);
        Assert.Equal("available", Text((await root.GetAsync("/api/agent/me")).Body, "availability"));
        Assert.DoesNotContain((await root.GetAsync("/api/agent/people?removed=true")).Body.GetProperty("items").EnumerateArray(), person => Text(person, "key") == key);
    }

    [Fact]
    public async Task A_ticket_is_given_to_nobody_who_is_not_in_the_directory()
    {
        using var alice = await server.CustomerAsync("alice-gives");
        using var root = await server.SignInAsync("root-gives", "admin");
        using var ann = await server.AgentAsync("ann-gives");
        using var bob = await server.AgentAsync("bob-gets");
        var ticket = await alice.SubmitAsync();
        async Task<Answer> GiveAsync() => await ann.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = "bob-gets" });

        var before = await GiveAsync();
        Assert.Equal(("invalid_request", true), (before.Code, before.Body.GetProperty("errors").TryGetProperty("assignee", out _)));
        var key = Text((await bob.GetAsync("/api/agent/me")).Body, "key");
        Assert.Equal(HttpStatusCode.OK, (await GiveAsync()).Status);
        Assert.Equal(HttpStatusCode.OK, (await ann.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = "ann-gives" })).Status);

        await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{key}");
        Assert.Equal("invalid_request", (await GiveAsync()).Code);
    }

    [Theory]
    [InlineData("queues")]
    [InlineData("answers")]
    [InlineData("views")]
    public async Task A_document_is_changed_and_deleted_on_the_version_that_was_read(string shelf)
    {
        using var root = await server.SignInAsync("root-versions", "admin");
        var (list, path) = ($"/api/agent/{shelf}", $"/api/agent/{shelf}/versions");
        var body = new { name = "n", title = "t", query = "state=open", texts = new { en = "x" } };
        var first = (await root.SendAsync(HttpMethod.Put, path, body)).Headers["ETag"];
        Assert.Equal(first, Listed(await root.GetAsync(list)).Single(item => Text(item, "id") == "versions").GetProperty("etag").GetString());

        var second = await root.SendAsync(HttpMethod.Put, path, new { name = "m", title = "u", query = "", texts = new { en = "y" } }, ("If-Match", first));

        Assert.Equal(HttpStatusCode.OK, second.Status);
        Assert.Equal("version_mismatch", (await root.SendAsync(HttpMethod.Put, path, body, ("If-Match", first))).Code);
        Assert.Equal("version_mismatch", (await root.SendAsync(HttpMethod.Delete, path, null, ("If-Match", first))).Code);
        Assert.Equal("version_mismatch", (await root.SendAsync(HttpMethod.Put, $"{list}/missing", body, ("If-Match", first))).Code);
        Assert.Equal("version_mismatch", (await root.SendAsync(HttpMethod.Put, $"{list}/missing", body, ("If-Match", "*"))).Code);
        Assert.Equal("version_mismatch", (await root.SendAsync(HttpMethod.Put, path, body, ("If-Match", "\"*\""))).Code);
        second = await root.SendAsync(HttpMethod.Put, path, body, ("If-Match", "*"));
        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, path, null, ("If-Match", second.Headers["ETag"]))).Status);
        Assert.DoesNotContain(Listed(await root.GetAsync(list)), item => Text(item, "id") == "versions");
        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal("invalid_request", (await root.SendAsync(HttpMethod.Put, $"{list}/No%20Id", body)).Code);
    }

    [Fact]
    public async Task Nobody_sees_the_views_of_another()
    {
        using var ann = await server.AgentAsync("ann-views");
        using var bob = await server.AgentAsync("bob-views");
        await ann.SendAsync(HttpMethod.Put, "/api/agent/views/mine", new { name = "Mine", query = "assignee=me" });

        Assert.Single(Listed(await ann.GetAsync("/api/agent/views")));
        Assert.Empty(Listed(await bob.GetAsync("/api/agent/views")));
    }

    [Theory]
    [InlineData("state=asleep", "state")]
    [InlineData("rating=6", "rating")]
    [InlineData("awaits=agent,customer", "awaits")]
    [InlineData("q=%20", "q")]
    [InlineData("colour=red", "colour")]
    [InlineData("limit=5", "limit")]
    public async Task A_view_with_a_filter_that_there_is_not_is_refused_by_its_name(string query, string filter)
    {
        using var ann = await server.AgentAsync("ann-bad-views");

        var refused = await ann.SendAsync(HttpMethod.Put, "/api/agent/views/bad", new { name = "Bad", query });

        Assert.Equal("invalid_request", refused.Code);
        Assert.Contains(filter, refused.Body.GetProperty("errors").GetProperty("query")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_moves_into_no_queue_that_there_is_not()
    {
        using var alice = await server.CustomerAsync("alice-queued");
        using var ann = await server.AgentAsync("ann-queued");
        using var root = await server.SignInAsync("root", "admin");
        var ticket = await alice.SubmitAsync();
        await root.MakeQueuesAsync("here");

        Assert.Equal("invalid_request", (await ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = "nowhere" })).Code);
        Assert.Equal(HttpStatusCode.OK, (await ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = "here" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = (string?)null })).Status);
    }

    [Fact]
    public async Task An_agent_keeps_at_most_fifty_views()
    {
        using var ann = await server.AgentAsync("ann-many");
        for (var i = 0; i < 50; i++)
            Assert.Equal(HttpStatusCode.OK, (await ann.SendAsync(HttpMethod.Put, $"/api/agent/views/v{i}", new { name = "x", query = "" })).Status);

        Assert.Equal("too_many", (await ann.SendAsync(HttpMethod.Put, "/api/agent/views/v50", new { name = "x", query = "" })).Code);
        Assert.Equal(HttpStatusCode.OK, (await ann.SendAsync(HttpMethod.Put, "/api/agent/views/v49", new { name = "y", query = "" })).Status);
    }

    [Fact]
    public async Task Two_agents_on_a_ticket_see_each_other_for_half_a_minute()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync("ann-present");
        using var bob = await server.AgentAsync("bob-present");
        var path = $"/api/agent/tickets/{await alice.SubmitAsync()}/presence";
        Assert.Empty((await ann.SendAsync(HttpMethod.Put, path, new { typing = true })).Body.GetProperty("others").EnumerateArray());

        var seen = Assert.Single((await bob.SendAsync(HttpMethod.Put, path)).Body.GetProperty("others").EnumerateArray());
        Assert.Equal(("ann-present", true), (Text(seen, "id"), seen.GetProperty("typing").GetBoolean()));
        Assert.Equal("bob-present", Text(Assert.Single((await ann.GetAsync(path)).Body.GetProperty("others").EnumerateArray()), "id"));
        server.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty((await ann.GetAsync(path)).Body.GetProperty("others").EnumerateArray());
        Assert.Equal("not_found", (await ann.GetAsync("/api/agent/tickets/none/presence")).Code);
    }

    private static async Task<IEnumerable<string?>> PeopleAsync(Person agent) => Listed(await agent.GetAsync("/api/agent/people")).Select(person => Text(person, "id"));

    private static IEnumerable<JsonElement> Listed(Answer answer) => answer.Body.GetProperty("items").EnumerateArray();

    private static string? Text(JsonElement body, string name) => body.GetProperty(name).GetString();
}
