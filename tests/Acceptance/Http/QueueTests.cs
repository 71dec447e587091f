using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>Queues confine the agents who are in some, and leads and admins see all: in lists, numbers, changes, pages of customers and files.</summary>
public sealed class QueueTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task Lists_searches_and_numbers_leave_out_what_stands_in_other_queues()
    {
        var desk = await DeskAsync("lists");
        var (general, returns, billing) = await desk.TicketsAsync("Aardvark");

        foreach (var query in new[] { "", "?order=newest", "?q=aardvark", $"?customer={general.Split('-')[0]}", "?assignee=none&state=open", "?limit=1" })
        {
            Assert.Equal(new[] { general, returns }.Order(), (await ListedAsync(desk.Ann, query)).Order());
            Assert.Equal(new[] { general, returns, billing }.Order(), (await ListedAsync(desk.Lea, query)).Order());
            Assert.Equal(new[] { general, returns, billing }.Order(), (await ListedAsync(desk.Bob, query)).Order());
        }

        Assert.Equal([billing], await ListedAsync(desk.Lea, $"?queue={desk.Billing}"));
        Assert.Empty(await ListedAsync(desk.Ann, $"?queue={desk.Billing}"));
        var counts = (await desk.Ann.GetAsync("/api/agent/counts")).Body;
        Assert.Equal(2, counts.GetProperty("views").GetProperty("all").GetInt32());
        Assert.Equal(3, (await desk.Lea.GetAsync("/api/agent/counts")).Body.GetProperty("views").GetProperty("all").GetInt32());
        await desk.EndAsync(general, returns, billing);
    }

    [Fact]
    public async Task A_ticket_that_is_theirs_or_mentions_them_is_seen_whatever_its_queue()
    {
        var desk = await DeskAsync("own");
        var (general, returns, billing) = await desk.TicketsAsync("Own");
        var second = await desk.TicketAsync("Second", desk.Billing);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(desk.Ann, billing));

        await desk.Bob.PostAsync($"/api/agent/tickets/{billing}/notes", new { text = $"What do you think, @{desk.AnnName}?" });
        await desk.Bob.PostAsync($"/api/agent/tickets/{second}/assign", new { assignee = desk.AnnName });

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(desk.Ann, billing));
        Assert.Equal(new[] { general, returns, billing, second }.Order(), (await ListedAsync(desk.Ann, "")).Order());
        Assert.Equal(new[] { billing, second }.Order(), (await ListedAsync(desk.Ann, $"?queue={desk.Billing}")).Order());
        Assert.Equal(HttpStatusCode.OK, (await desk.Ann.PostAsync($"/api/agent/tickets/{billing}/notes", new { text = "Pay it." })).Status);
        Assert.Equal(HttpStatusCode.OK, (await desk.Ann.PostAsync($"/api/agent/tickets/{second}/progress", new { text = "I look." })).Status);
        await desk.EndAsync(general, returns, billing, second);
    }

    [Fact]
    public async Task What_is_filed_elsewhere_is_gone_from_the_changes_and_its_repeat_is_answered_all_the_same()
    {
        var desk = await DeskAsync("changes");
        var ticket = await desk.TicketAsync("Moves", desk.Returns);
        var cursor = (await desk.Ann.GetAsync("/api/agent/changes")).Body.GetProperty("cursor").GetString();

        var moved = await desk.Ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = desk.Billing }, ("Idempotency-Key", "move"));
        var again = await desk.Ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue = desk.Billing }, ("Idempotency-Key", "move"));
        var changes = (await desk.Ann.GetAsync($"/api/agent/changes?after={cursor}")).Body;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, "true"), (moved.Status, again.Status, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(0, changes.GetProperty("items").GetArrayLength());
        Assert.Equal(ticket, Assert.Single(changes.GetProperty("gone").EnumerateArray()).GetString());
        Assert.Equal(ticket, Assert.Single((await desk.Lea.GetAsync($"/api/agent/changes?after={cursor}")).Body.GetProperty("items").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal("not_found", (await desk.Ann.PostAsync($"/api/agent/tickets/{ticket}/notes", new { text = "And now?" }, ("If-Match", "\"1\""))).Code);

        // What happens to it afterwards is nothing to them.
        server.Time.Advance(TimeSpan.FromMinutes(20));
        cursor = changes.GetProperty("cursor").GetString();
        await desk.Lea.PostAsync($"/api/agent/tickets/{ticket}/notes", new { text = "Seen." });
        changes = (await desk.Ann.GetAsync($"/api/agent/changes?after={cursor}")).Body;
        Assert.Equal((0, false), (changes.GetProperty("items").GetArrayLength(), changes.TryGetProperty("gone", out _)));
        await desk.EndAsync(ticket);
    }

    [Fact]
    public async Task A_customer_s_page_shows_the_tickets_that_one_sees_and_is_not_there_without_any()
    {
        var desk = await DeskAsync("page");
        var billing = await desk.TicketAsync("Hidden", desk.Billing);
        var page = $"/api/agent/customers/{billing.Split('-')[0]}";
        Assert.Equal("not_found", (await desk.Ann.GetAsync(page)).Code);

        var returns = await desk.TicketAsync("Shown", desk.Returns);

        Assert.Equal([returns], Ids((await desk.Ann.GetAsync($"{page}?limit=1")).Body.GetProperty("tickets")));
        Assert.Equal(new[] { returns, billing }.Order(), Ids((await desk.Bob.GetAsync(page)).Body.GetProperty("tickets")).Order());
        await desk.EndAsync(billing, returns);
    }

    [Fact]
    public async Task A_file_of_a_ticket_in_another_queue_is_not_there()
    {
        var desk = await DeskAsync("files");
        var ticket = await desk.TicketAsync("File", desk.Billing);
        var attached = await desk.Alice.AttachAsync(ticket, Uploads.Png);

        Assert.Equal(HttpStatusCode.OK, (await desk.Bob.GetAsync($"/api/agent/tickets/{ticket}/attachments/{attached}")).Status);
        Assert.Equal("not_found", (await desk.Ann.GetAsync($"/api/agent/tickets/{ticket}/attachments/{attached}")).Code);
        await desk.EndAsync(ticket);
    }

    [Fact]
    public async Task A_ticket_is_merged_into_none_that_one_does_not_see()
    {
        var desk = await DeskAsync("merge");
        var (general, returns, billing) = await desk.TicketsAsync("Merge");

        Assert.Equal("invalid_request", (await desk.Ann.PostAsync($"/api/agent/tickets/{general}/merge", new { into = billing })).Code);
        Assert.Equal("not_found", (await desk.Ann.PostAsync($"/api/agent/tickets/{billing}/merge", new { into = general })).Code);
        Assert.Equal(HttpStatusCode.OK, (await desk.Ann.PostAsync($"/api/agent/tickets/{general}/merge", new { into = returns })).Status);
        await desk.EndAsync(returns, billing);
    }

    [Fact]
    public async Task Another_agents_ticket_is_handed_over_by_a_lead_and_taken_over_by_whoever_sees_it()
    {
        var desk = await DeskAsync("leads");
        var ticket = await desk.TicketAsync("Whose", null);
        await desk.Bob.PostAsync($"/api/agent/tickets/{ticket}/claim");

        Assert.Equal("already_claimed", (await desk.Ann.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = desk.AnnName })).Code);
        Assert.Equal("already_claimed", (await desk.Ann.PostAsync($"/api/agent/tickets/{ticket}/release")).Code);
        Assert.Equal(HttpStatusCode.OK, (await desk.Lea.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = desk.AnnName })).Status);
        Assert.Equal(HttpStatusCode.OK, (await desk.Bob.PostAsync($"/api/agent/tickets/{ticket}/claim", new { takeOver = true })).Status);

        // One's own may be handed on, and taken back until the colleague has done something.
        Assert.Equal(HttpStatusCode.OK, (await desk.Bob.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = desk.AnnName })).Status);
        Assert.Equal(HttpStatusCode.OK, (await desk.Bob.PostAsync($"/api/agent/tickets/{ticket}/release")).Status);
        Assert.Equal(HttpStatusCode.OK, (await desk.Bob.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = desk.AnnName })).Status);
        await desk.Ann.PostAsync($"/api/agent/tickets/{ticket}/progress", new { text = "Mine now." });
        Assert.Equal("already_claimed", (await desk.Bob.PostAsync($"/api/agent/tickets/{ticket}/release")).Code);
        await desk.EndAsync(ticket);
    }

    private async Task<TestDesk> DeskAsync(string name)
    {
        var desk = new TestDesk(name, await server.CustomerAsync($"{name}-alice"), await server.AgentAsync($"{name}-ann"), await server.AgentAsync($"{name}-bob"), await server.AgentAsync($"{name}-lea"));
        using var root = await server.SignInAsync($"{name}-root", "admin");
        await root.MakeQueuesAsync(desk.Billing);
        foreach (var queue in new[] { desk.Returns, desk.Billing })
            await root.SendAsync(HttpMethod.Put, $"/api/agent/queues/{queue}", new { name = queue });
        await root.PlaceAsync(desk.Ann, "agent", desk.Returns);
        await root.PlaceAsync(desk.Bob, "agent");
        await root.PlaceAsync(desk.Lea, "lead", desk.Returns);
        return desk;
    }

    private static async Task<HttpStatusCode> StatusAsync(Person person, string ticket) => (await person.GetAsync($"/api/agent/tickets/{ticket}")).Status;

    private static async Task<List<string?>> ListedAsync(Person agent, string query)
    {
        List<string?> all = [];
        string? cursor = null;
        do
        {
            var page = (await agent.GetAsync($"/api/agent/tickets{(query.Length == 0 ? "?" : query + "&")}{(query.Contains("state", StringComparison.Ordinal) ? "" : "state=open,inProgress&")}{(cursor is null ? "" : $"cursor={cursor}")}")).Body;
            all.AddRange(Ids(page));
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }

    private static IEnumerable<string?> Ids(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString());

    /// <summary>Ann, of the queue of returns, Bob, of none, and Lea, who leads; and Alice, who asks.</summary>
    private sealed record TestDesk(string Name, Person Alice, Person Ann, Person Bob, Person Lea)
    {
        public string Returns => $"{Name}-returns";

        public string Billing => $"{Name}-billing";

        public string AnnName => $"{Name}-ann";

        public async Task<(string General, string Returns, string Billing)> TicketsAsync(string text) =>
            (await TicketAsync(text, null), await TicketAsync(text, Returns), await TicketAsync(text, Billing));

        public async Task<string> TicketAsync(string text, string? queue)
        {
            var ticket = await Alice.SubmitAsync(text);
            Assert.Equal(HttpStatusCode.OK, (await Lea.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue })).Status);
            return ticket;
        }

        /// <summary>Out of the others' lists.</summary>
        public async Task EndAsync(params string[] tickets)
        {
            foreach (var ticket in tickets)
            {
                await Lea.PostAsync($"/api/agent/tickets/{ticket}/claim", new { takeOver = true });
                Assert.Equal(HttpStatusCode.OK, (await Lea.PostAsync($"/api/agent/tickets/{ticket}/result", new { text = "Done." })).Status);
            }

            foreach (var person in new[] { Alice, Ann, Bob, Lea })
                person.Dispose();
        }
    }
}
