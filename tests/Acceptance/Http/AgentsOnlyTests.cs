using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>What is for agents only is in no byte that a customer gets, whatever was done to the ticket.</summary>
public sealed class AgentsOnlyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private const string Agent = "zoe-the-agent";

    private static readonly string[] Secret =
    [
        Agent, "another-agent", "vip-queue", "troublemaker", "urgent", "a rude one", "the carrier called back", "sent on monday",
        "note", "assigned", "changed", "scheduled", "cancelled", "snoozed", "\"reminder", "byId", "dueAt", "settles", "priority", "\"from\"",
    ];

    [Fact]
    public async Task Customers_get_nothing_of_it_from_any_route_nor_by_push()
    {
        using var alice = await server.CustomerAsync("alice-in-the-dark");
        using var zoe = await server.AgentAsync(Agent);
        await using var phone = await alice.ConnectAsync("phone-in-the-dark");
        using var root = await server.SignInAsync("root-in-the-dark", "admin");
        await root.MakeQueuesAsync("vip-queue");
        using var another = await server.AgentAsync("another-agent");
        await another.GetAsync("/api/agent/me");
        var ticket = await WorkedAsync(alice, zoe);

        var told = new List<string>();
        foreach (var path in new[] { $"/api/tickets/{ticket}", "/api/tickets", "/api/updates" })
            told.Add((await alice.GetAsync(path)).Body.ToString());
        foreach (var (route, body) in new (string, object?)[] { ("messages", new { text = "Thanks." }), ("inquiries", null), ("rating", new { score = 3 }), ("inquiries", new { text = "It is still not there." }) })
            told.Add((await alice.PostAsync($"/api/tickets/{ticket}/{route}", body)).Body.ToString());
        var file = await alice.AnnounceAsync(ticket);
        await file.UploadAsync(Uploads.Png);
        told.Add((await alice.ConfirmAsync(ticket, file)).Body.ToString());
        for (var push = 0; push < 4; push++)
            told.Add((await phone.NextAsync()).ToString());

        Assert.All(told, text => Assert.All(Secret, secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase)));
        Assert.All(Secret.Take(8), secret => Assert.Contains(secret, (zoe.GetAsync($"/api/agent/tickets/{ticket}").Result).Body.ToString(), StringComparison.OrdinalIgnoreCase));
    }

    // Everything that only agents do to a ticket, and what is pushed in between: a question, progress, a result and its correction.
    private static async Task<string> WorkedAsync(Person alice, Person zoe)
    {
        var ticket = await alice.SubmitAsync();
        var path = $"/api/agent/tickets/{ticket}";
        await zoe.SendAsync(HttpMethod.Patch, path, new { priority = "urgent", queue = "vip-queue", tags = new[] { "troublemaker" } });
        await zoe.PostAsync($"{path}/assign", new { assignee = "another-agent" });
        await zoe.PostAsync($"{path}/claim", new { takeOver = true });
        await zoe.ActAsync(ticket, "notes", "A rude one.");
        await zoe.ActAsync(ticket, "messages", "Where do you live?");
        await zoe.PostAsync($"{path}/snooze", new { until = RunningServer.Morning.AddDays(3) });
        await zoe.PostAsync($"{path}/later", new { kind = "result", text = "Sent on Monday.", at = RunningServer.Morning.AddDays(5) });
        await zoe.ActAsync(ticket, "progress", "We look for it.");
        await zoe.ActAsync(ticket, "result", "It is there.");
        await zoe.ActAsync(ticket, "reopen", "The carrier called back.");
        var result = await zoe.ActAsync(ticket, "result", "It is here.");
        await zoe.PostAsync($"{path}/merge", new { into = await alice.SubmitAsync() }, ("If-Match", "\"1\""));
        await zoe.PostAsync($"/api/agent/tickets/{await alice.SubmitAsync("Again")}/merge", new { into = ticket });
        Assert.Equal("resolved", result.Body.GetProperty("ticket").GetProperty("state").GetString());
        return ticket;
    }
}

/// <summary>Customers see what agents are called where the server is told to show it, and never who they are.</summary>
public sealed class AgentNamesTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task An_agents_name_is_shown_only_where_it_is_to_be()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync("ann-with-a-name");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "messages", "Where do you live?");
        Assert.DoesNotContain("ann-with-a-name", (await alice.GetAsync($"/api/tickets/{ticket}")).Body.ToString(), StringComparison.Ordinal);

        await server.StopAsync();
        server.Settings["Tickets:ShowAgentNames"] = "true";
        await server.StartAsync();
        using var again = await server.CustomerAsync();

        var question = (await again.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("timeline").EnumerateArray().Last();
        Assert.Equal("ann-with-a-name", question.GetProperty("byName").GetString());
        Assert.False(question.TryGetProperty("byId", out _));
        Assert.Equal("ann-with-a-name", (await again.GetAsync("/api/updates")).Body.GetProperty("items").EnumerateArray().Last().GetProperty("byName").GetString());
    }
}
