using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Push;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>What agents find: lists, words, counts, changes, a customer's page.</summary>
public sealed class FindingTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task A_reminder_or_a_note_moves_no_ticket_back()
    {
        using var alice = await server.CustomerAsync("alice-due");
        using var ann = await server.AgentAsync();
        var (first, second) = (await alice.SubmitAsync(), "");
        server.Time.Advance(TimeSpan.FromMinutes(1));
        second = await alice.SubmitAsync();

        await ann.ActAsync(first, "notes", "Look at this one.");

        var listed = await IdsAsync(ann, $"state=open&customer={await KeyAsync(ann, first)}");
        Assert.Equal([first, second], listed);
        Assert.Equal([first, second], await IdsAsync(ann, $"order=newest&customer={await KeyAsync(ann, first)}"));
    }

    [Fact]
    public async Task Words_and_filters_combine_and_pages_lead_on()
    {
        using var alice = await server.CustomerAsync("alice-words");
        using var ann = await server.AgentAsync("ann-words");
        var tickets = new List<string>();
        for (var i = 0; i < 5; i++)
            tickets.Add(await alice.SubmitAsync($"The zebra number {i} is broken."));
        await ann.ActAsync(tickets[2], "claim");

        Assert.Equal([tickets[2]], await IdsAsync(ann, "q=zebr%20BROKEN&assignee=me&state=open,inProgress"));
        Assert.Equal(Enumerable.Reverse([tickets[0], tickets[1], tickets[3], tickets[4]]), await IdsAsync(ann, "q=zebra&assignee=none&limit=3"));
        Assert.Empty(await IdsAsync(ann, "q=zebra&state=closed"));
        Assert.Equal([tickets[2]], await IdsAsync(ann, "q=zebra&awaits=agent&category=question&limit=1", onlyFirst: true));
    }

    [Theory]
    [InlineData("state=lost", "state")]
    [InlineData("state=open,", "state")]
    [InlineData("priority=high,low,none", "priority")]
    [InlineData("priority=high,low", "priority")]
    [InlineData("category=question&category=complaint", "category")]
    [InlineData("order=newest,due", "order")]
    [InlineData("rating=0", "rating")]
    [InlineData("overdue=maybe", "overdue")]
    [InlineData("customer=alice", "customer")]
    [InlineData("q=%20-%20", "q")]
    [InlineData("q=", "q")]
    [InlineData("q=x&order=due", "order")]
    [InlineData("assignee=", "assignee")]
    public async Task A_filter_that_makes_no_sense_is_refused_by_its_name(string query, string name)
    {
        using var ann = await server.AgentAsync();
        var answer = await ann.GetAsync($"/api/agent/tickets?{query}");

        Assert.Equal("invalid_request", answer.Code);
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(name, out _), answer.Body.GetRawText());
    }

    [Fact]
    public async Task A_cursor_leads_on_in_its_own_list_only_whatever_the_time_is_then()
    {
        using var alice = await server.CustomerAsync("alice-cursor");
        using var ann = await server.AgentAsync();
        for (var i = 0; i < 3; i++)
            await alice.SubmitAsync();
        server.Time.Advance(TimeSpan.FromDays(1));
        var first = await ann.GetAsync("/api/agent/tickets?overdue=true&limit=1");
        var cursor = first.Body.GetProperty("cursor").GetString();
        server.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync($"/api/agent/tickets?overdue=true&limit=1&cursor={cursor}")).Status);
        Assert.Equal("invalid_cursor", (await ann.GetAsync($"/api/agent/tickets?limit=1&cursor={cursor}")).Code);
    }

    [Fact]
    public async Task Counts_follow_what_happens()
    {
        using var alice = await server.CustomerAsync("alice-counts");
        using var ann = await server.AgentAsync("ann-counts");
        var before = (await ann.GetAsync("/api/agent/counts")).Body.GetProperty("views");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await alice.SubmitAsync();
        var after = (await ann.GetAsync("/api/agent/counts")).Body.GetProperty("views");

        int Grown(string view) => after.GetProperty(view).GetInt32() - before.GetProperty(view).GetInt32();
        Assert.Equal((1, 0, 1, 2, 2), (Grown("mine"), Grown("mineDue"), Grown("unassigned"), Grown("awaitingUs"), Grown("all")));
        server.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(1, (await ann.GetAsync("/api/agent/counts")).Body.GetProperty("views").GetProperty("mineDue").GetInt32());
    }

    [Fact]
    public async Task Changes_tell_what_changed_and_304_while_nothing_does()
    {
        using var alice = await server.CustomerAsync("alice-changes");
        using var ann = await server.AgentAsync();
        var now = await ann.GetAsync("/api/agent/changes");
        Assert.Empty(now.Body.GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotModified, (await ChangesAsync(ann, now)).Status);

        // Whatever is done to the clock.
        var ticket = await alice.SubmitAsync();
        server.Time.SetUtcNow(RunningServer.Morning.AddDays(30));
        await ann.ActAsync(ticket, "claim");
        var changed = await ChangesAsync(ann, now);

        Assert.Single(changed.Body.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == ticket && item.GetProperty("state").GetString() == "inProgress");
        Assert.Equal("invalid_cursor", (await ann.GetAsync("/api/agent/changes?after=bm9uZQ")).Code);
    }

    [Fact]
    public async Task A_customers_page_shows_tickets_devices_and_ratings()
    {
        using var alice = await server.CustomerAsync("alice-page");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("alices-page-phone");
        await alice.SendAsync(HttpMethod.Put, "/api/devices/alices-page-phone", new { platform = "local", model = "Pixel\n9", os = "Android 16", appVersion = "3.1" });
        var answer = await alice.PostAsync("/api/tickets", new { category = "question", text = "x", language = "zh-CN", context = new { app = "Shop", appVersion = "3.2" } });
        var ticket = answer.Body.GetProperty("id").GetString()!;
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "Done.");
        await phone.NextAsync();
        await alice.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = new[] { new { seq = 3, received = server.Time.GetUtcNow(), installationId = "alices-page-phone" } } });
        await alice.PostAsync($"/api/tickets/{ticket}/rating", new { score = 4 });
        await alice.SubmitAsync("Another one");

        var page = (await ann.GetAsync($"/api/agent/customers/{await KeyAsync(ann, ticket)}?limit=2")).Body;

        Assert.Equal(("alice-page", "3.2"), (page.GetProperty("customerId").GetString(), page.GetProperty("lastContext").GetProperty("appVersion").GetString()));
        Assert.Equal([4], page.GetProperty("ratings").EnumerateArray().Select(rating => rating.GetInt32()));
        Assert.Equal(2, page.GetProperty("tickets").GetProperty("items").GetArrayLength());
        var device = Assert.Single(page.GetProperty("devices").EnumerateArray());
        Assert.Equal("alices-page-phone", device.GetProperty("installationId").GetString());
        Assert.Equal(["Pixel 9", "Android 16", "3.1"], new[] { "model", "os", "appVersion" }.Select(name => device.GetProperty(name).GetString()!));
        Assert.True(device.TryGetProperty("lastConfirmedAt", out _));
        Assert.False(device.TryGetProperty("pushChannel", out _));
        Assert.Equal("not_found", (await ann.GetAsync($"/api/agent/customers/{PersonKey.Of("nobody")}")).Code);
        Assert.Equal("not_found", (await ann.GetAsync("/api/agent/customers/alice")).Code);
    }

    [Fact]
    public void The_cap_of_the_counts_is_the_one_that_is_described() => Assert.Equal(1_000, TicketCounts.Cap);

    private static Task<Answer> ChangesAsync(Person agent, Answer before) => agent.SendAsync(
        HttpMethod.Get, $"/api/agent/changes?after={before.Body.GetProperty("cursor").GetString()}", null, ("If-None-Match", before.Headers["ETag"]));

    private static async Task<string?> KeyAsync(Person agent, string ticket) =>
        (await agent.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket").GetProperty("customerKey").GetString();

    private static async Task<List<string?>> IdsAsync(Person agent, string query, bool onlyFirst = false)
    {
        var ids = new List<string?>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await agent.GetAsync($"/api/agent/tickets?{query}{(cursor.Length == 0 ? "" : $"&cursor={cursor}")}")).Body;
            ids.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
            cursor = !onlyFirst && page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }

        return ids;
    }
}
