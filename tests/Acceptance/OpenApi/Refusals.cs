using System.Text;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Http;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>Asks for what the server must refuse, for every reason that a caller can bring about.</summary>
internal sealed class Refusals(RunningServer server, Recorder recorder)
{
    public Person Anyone { get; } = recorder.Hear(new Person(new HttpClient { BaseAddress = server.Address }));

    public async Task RunAsync()
    {
        using var alice = recorder.Hear(await server.CustomerAsync("alice-refused"));
        using var ann = recorder.Hear(await server.AgentAsync());
        using var bob = recorder.Hear(await server.AgentAsync("bob"));
        await CallEveryRouteAsync(alice, ann);
        await SendWrongRequestsAsync(alice, ann);
        await WorkInTheWrongOrderAsync(alice, ann, bob);
        await AttachWrongFilesAsync(alice, ann);
        await RegisterTooManyAsync(alice);
        using var collector = recorder.Hear(await server.AgentAsync("collector"));
        await KeepTooManyAsync(collector);
    }

    private async Task CallEveryRouteAsync(Person alice, Person ann)
    {
        using var nobody = recorder.Hear(await server.SignInWithoutRoleAsync());
        foreach (var route in Route.All.Where(route => !route.IsOpen))
            foreach (var person in new[] { Anyone, nobody, alice, ann })
                await person.SendAsync(HttpMethod.Parse(route.Method), route.Path, route.Method == "GET" ? null : new { text = "x", availability = "x", typing = "x" });
    }

    private static async Task SendWrongRequestsAsync(Person alice, Person ann)
    {
        var ticket = await alice.SubmitAsync();
        foreach (var list in new[] { "/api/tickets?limit=0", "/api/tickets?cursor=x", "/api/updates?after=x", "/api/updates?limit=x" })
            await alice.GetAsync(list);
        foreach (var query in new[] { "state=x", "q=-", "notReached=true&order=due", "rating=9", "cursor=x" })
            await ann.GetAsync($"/api/agent/tickets?{query}");
        await alice.PostAsync("/api/tickets", new { category = "question", text = new string('x', 8_001) });
        await alice.PostAsync("/api/tickets", new { category = "question", text = new string('x', 80_000) });
        await alice.PostAsync("/api/tickets", new { category = "question", text = "x" }, ("Idempotency-Key", "no spaces"));
        await alice.Http.PostAsync("/api/tickets", new StringContent("\"x\"", Encoding.UTF8, "text/plain"), TestContext.Current.CancellationToken);
        await alice.PostAsync("/api/tickets", new { category = "question", text = "x" }, ("Idempotency-Key", "once"));
        await alice.PostAsync("/api/tickets", new { category = "question", text = "y" }, ("Idempotency-Key", "once"));
        await ann.PostAsync($"/api/agent/tickets/{ticket}/claim", null, ("If-Match", "3"));
        await ann.PostAsync($"/api/agent/tickets/{ticket}/claim", null, ("If-Match", "\"3\""));
        await alice.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = new[] { new { seq = 99, received = RunningServer.Morning } } });
    }

    private static async Task WorkInTheWrongOrderAsync(Person alice, Person ann, Person bob)
    {
        var ticket = await alice.SubmitAsync();
        var (mine, theirs) = ($"/api/tickets/{ticket}", $"/api/agent/tickets/{ticket}");
        await ann.PostAsync($"{theirs}/progress", new { text = "x" });
        await ann.PostAsync($"{theirs}/close");
        await ann.PostAsync($"{theirs}/reopen");
        await ann.PostAsync($"{theirs}/messages", new { text = "x" });
        await ann.PostAsync($"{theirs}/result", new { text = "x", corrects = 1 });
        await ann.SendAsync(HttpMethod.Patch, theirs, new { priority = "x" });
        await ann.PostAsync($"{theirs}/merge", new { into = ticket });
        await ann.PostAsync($"{theirs}/later", new { kind = "progress", text = "x", at = RunningServer.Morning.AddDays(1) });
        await ann.SendAsync(HttpMethod.Delete, $"{theirs}/later/x");
        await alice.PostAsync("/api/tickets", new { category = "question", text = "x", context = new { app = new string('x', 201) } });
        var merged = await alice.SubmitAsync();
        await ann.PostAsync($"/api/agent/tickets/{merged}/merge", new { into = ticket });
        await alice.PostAsync($"/api/tickets/{merged}/messages", new { text = "x" });
        await alice.PostAsync($"/api/tickets/{merged}/inquiries", new { text = "x" });
        await ann.PostAsync($"/api/agent/tickets/{merged}/merge", new { into = await alice.SubmitAsync() });
        await ann.SendAsync(HttpMethod.Patch, theirs, new { tags = new[] { "a,b" } });
        await alice.PostAsync($"{mine}/rating", new { score = 1 });
        await ann.ActAsync(ticket, "claim");
        foreach (var action in new[] { "claim", "progress", "messages", "result", "attachments" })
            await bob.PostAsync($"{theirs}/{action}", action == "attachments" ? new { fileName = "a.png", contentType = "image/png", size = 12 } : new { text = "x" });
        await ann.ActAsync(ticket, "result", "x");
        foreach (var action in new[] { "claim", "progress", "result", "assign", "release" })
            await ann.PostAsync($"{theirs}/{action}", new { text = "x", assignee = "bob" });
        await alice.PostAsync($"{mine}/rating", new { score = 1 });
        await alice.PostAsync($"{mine}/rating", new { score = 2 });
        await ann.ActAsync(ticket, "close");
        foreach (var action in new[] { "claim", "progress", "result", "notes", "messages", "reopen", "assign", "release" })
            await ann.PostAsync($"{theirs}/{action}", new { text = "x", assignee = "bob" });
        await ann.SendAsync(HttpMethod.Patch, theirs, new { priority = "low" });
        await ann.PostAsync($"{theirs}/merge", new { into = merged });
        await alice.PostAsync($"{mine}/messages", new { text = "x" });
        await alice.AnnounceAsync(ticket);
    }

    private static async Task AttachWrongFilesAsync(Person alice, Person ann)
    {
        var ticket = await alice.SubmitAsync();
        await ann.AnnounceAsync(ticket, agent: true);
        var announced = await alice.AnnounceAsync(ticket, size: 4);
        await alice.ConfirmAsync(ticket, announced);
        await announced.UploadAsync("text"u8.ToArray());
        await alice.ConfirmAsync(ticket, announced);
    }

    private static async Task RegisterTooManyAsync(Person alice)
    {
        for (var i = 0; i <= 20; i++)
            await alice.SendAsync(HttpMethod.Put, $"/api/devices/many-{i}", new { platform = "local" });
        await alice.SendAsync(HttpMethod.Put, "/api/devices/apple", new { platform = "apns" });
    }

    private static async Task KeepTooManyAsync(Person agent)
    {
        for (var i = 0; i <= 50; i++)
            await agent.SendAsync(HttpMethod.Put, $"/api/agent/views/v{i}", new { name = "x", query = "" });
        await agent.SendAsync(HttpMethod.Put, "/api/agent/views/v1", new { name = "x", query = "" }, ("If-Match", "\"none\""));
    }
}
