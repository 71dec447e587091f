using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Desk;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>One ticket from its submission to its follow-up, so that every operation gives each of its good answers.</summary>
internal sealed class Story(RunningServer server, Recorder recorder)
{
    public Person Anyone { get; } = recorder.Hear(new Person(new HttpClient { BaseAddress = server.Address }));

    public async Task RunAsync()
    {
        using var alice = recorder.Hear(await server.CustomerAsync());
        using var ann = recorder.Hear(await server.AgentAsync("ann-story"));
        await LookAroundAsync();
        using var root = await server.SignInAsync("root", "admin");
        await root.MakeQueuesAsync("delivery");
        await using var phone = await alice.ConnectAsync("alices-phone");
        var ticket = await SubmitAsync(alice);
        await AttachAsync(alice, ann, ticket);
        await TalkAsync(alice, ann, ticket);
        await AnswerAsync(alice, ann, ticket);
        await phone.NextAsync();
        await ConfirmAsync(alice, ann, ticket);
        await InquireAsync(alice, ann, ticket);
        await ListAsync(alice, ann);
        await SitAtTheDeskAsync(ann, ticket);
        await SignOutAsync(alice);
    }

    private async Task LookAroundAsync()
    {
        await Anyone.GetAsync("/api/health");
        var document = await Anyone.GetAsync("/api/openapi.json");
        await Anyone.SendAsync(HttpMethod.Get, "/api/openapi.json", null, ("If-None-Match", document.Headers["ETag"]));
    }

    private static async Task<string> SubmitAsync(Person alice)
    {
        var body = new { category = "complaint", subject = "Parcel", text = "It is broken.", context = new { app = "Parcels", values = new { order = "4711" } } };
        var first = await alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "story"));
        var again = await alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "story"));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        return first.Body.GetProperty("id").GetString()!;
    }

    private static async Task AttachAsync(Person alice, Person ann, string ticket)
    {
        await alice.GetAsync($"{Uploads.Path(ticket)}/{await alice.AttachAsync(ticket, Uploads.Png)}");
        await ann.PostAsync($"/api/agent/tickets/{ticket}/claim", new { takeOver = false });
        await ann.GetAsync($"{Uploads.Path(ticket, agent: true)}/{await ann.AttachAsync(ticket, Uploads.Png, agent: true)}");
    }

    private static async Task TalkAsync(Person alice, Person ann, string ticket)
    {
        await ann.ActAsync(ticket, "messages", "Where do you live?");
        await alice.PostAsync($"/api/tickets/{ticket}/messages", new { text = "In Mill Lane." });
        await LaterAsync(alice, ann, ticket);
        await ann.ActAsync(ticket, "release");
        await ann.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = "ann-story" });
        foreach (var filing in new object[] { new { priority = "high", queue = "delivery", tags = new[] { "Lost" } }, new { queue = "" } })
            await ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", filing);
    }

    private static async Task LaterAsync(Person alice, Person ann, string ticket)
    {
        var scheduled = await ann.PostAsync($"/api/agent/tickets/{ticket}/later", new { kind = "progress", text = "Soon.", at = RunningServer.Morning.AddDays(1) });
        await ann.SendAsync(HttpMethod.Delete, $"/api/agent/tickets/{ticket}/later/{scheduled.Body.GetProperty("scheduled")[0].GetProperty("id").GetString()}");
        await ann.PostAsync($"/api/agent/tickets/{ticket}/snooze", new { until = RunningServer.Morning.AddDays(1) });
        await ann.PostAsync($"/api/agent/tickets/{await alice.SubmitAsync("The same again")}/merge", new { into = ticket });
        await ann.GetAsync($"/api/agent/tickets/{ticket}");
        await alice.GetAsync($"/api/tickets/{ticket}");
    }

    private static async Task AnswerAsync(Person alice, Person ann, string ticket)
    {
        await ann.ActAsync(ticket, "notes", "The carrier dropped it.");
        await ann.ActAsync(ticket, "progress", "We send another one.");
        await alice.PostAsync($"/api/tickets/{ticket}/inquiries");
        await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "When?" });
        await ann.ActAsync(ticket, "result", "On Wednesday.");
        await ann.ActAsync(ticket, "reopen", "The carrier called.");
        var result = await ann.ActAsync(ticket, "result", "On Tuesday.");
        await ann.PostAsync($"/api/agent/tickets/{ticket}/result", new { text = "On Thursday.", corrects = int.Parse(result.Headers["ETag"].Trim('"'), CultureInfo.InvariantCulture) });
        await alice.PostAsync($"/api/tickets/{ticket}/rating", new { score = 4, text = "Thank you." });
    }

    private async Task ConfirmAsync(Person alice, Person ann, string ticket)
    {
        var now = server.Time.GetUtcNow();
        var updates = (await alice.GetAsync("/api/updates?limit=100")).Body.GetProperty("items").EnumerateArray();
        var receipts = updates.Select(update => new { seq = update.GetProperty("seq").GetInt32(), received = now, opened = now, installationId = "alices-phone" });
        await alice.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = receipts.ToArray() });
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", seen => seen.GetProperty("deliveries").EnumerateArray().All(delivery => delivery.GetProperty("state").GetString() == "opened"));
    }

    private static async Task InquireAsync(Person alice, Person ann, string ticket)
    {
        await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It did not come." });
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "It lies at the post office.");
        await ann.ActAsync(ticket, "close", "Done.");
        var followUp = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It is the wrong one." });
        Assert.Equal(HttpStatusCode.Created, followUp.Status);
        await alice.GetAsync(followUp.Headers["Location"]);
    }

    private async Task ListAsync(Person alice, Person ann)
    {
        var page = await alice.GetAsync("/api/tickets?limit=1");
        await alice.GetAsync($"/api/tickets?cursor={page.Body.GetProperty("cursor").GetString()}");
        var updates = await alice.GetAsync("/api/updates?limit=1");
        await alice.GetAsync($"/api/updates?after={updates.Body.GetProperty("cursor").GetString()}");
        foreach (var query in new[] { "", "?state=open", "?state=closed&assignee=me", "?limit=1", "?notReached=true", "?q=parcel&state=open,closed" })
            await ann.GetAsync($"/api/agent/tickets{query}");
        using var root = recorder.Hear(await server.SignInAsync("root", "admin"));
        await root.PostAsync("/api/agent/devices/reregister?limit=1");
        await root.PostAsync("/api/agent/tickets/renew?limit=1");
        await root.PostAsync("/api/agent/erasures/repeat?limit=1");
    }

    private async Task SitAtTheDeskAsync(Person ann, string ticket)
    {
        using var root = recorder.Hear(await server.SignInAsync("root", "admin"));
        var me = await ann.GetAsync("/api/agent/me");
        await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { displayName = "Ann of the story", languages = new[] { "en" }, availability = "away", notify = new { rating = false } });
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/billing", new { name = "Billing" });
        var key = me.Body.GetProperty("key").GetString();
        await root.SendAsync(HttpMethod.Put, $"/api/agent/people/{key}", new { role = "lead", queues = new[] { "billing" } });
        await ann.SendAsync(HttpMethod.Put, "/api/agent/answers/thanks", new { title = "Thanks", texts = new Dictionary<string, string> { ["en"] = "Thank you!", ["zh-CN"] = "谢谢！" } });
        await ann.SendAsync(HttpMethod.Put, "/api/agent/views/refunds", new { name = "Refunds", query = "tag=refund" });
        await root.SendAsync(HttpMethod.Put, $"/api/agent/tickets/{ticket}/presence", new { typing = true });
        var customer = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket").GetProperty("customerKey").GetString();
        var now = await ann.GetAsync("/api/agent/changes");
        await ann.SendAsync(HttpMethod.Get, $"/api/agent/changes?after={now.Body.GetProperty("cursor").GetString()}", null, ("If-None-Match", now.Headers["ETag"]));
        foreach (var list in new[] { "counts", "reports?days=7&queue=billing", $"customers/{customer}", "people", "queues", "answers", "views", $"tickets/{ticket}/presence" })
            await ann.GetAsync($"/api/agent/{list}");
        foreach (var audit in new[] { "audit?limit=1", "audit/export?limit=5", "audit/verification", "retention" })
            await root.GetAsync($"/api/agent/{audit}");
        await ForgetAsync(root);
        foreach (var gone in new[] { "queues/billing", "answers/thanks", "views/refunds", $"people/{key}" })
            await root.SendAsync(HttpMethod.Delete, $"/api/agent/{gone}");
    }

    private static async Task SignOutAsync(Person alice)
    {
        await alice.GetAsync("/api/devices");
        await alice.GetAsync("/api/devices/alices-phone");
        await alice.PostAsync("/api/devices/alices-phone/test");
        await alice.SendAsync(HttpMethod.Delete, "/api/devices/alices-phone");
    }

    // Once while somebody works on it, once made, once given up.
    private async Task ExportAsync(Person leaver, Person root, string key)
    {
        var desk = server.Services.GetRequiredService<IDeskStore>();
        var busy = new Export { PersonKey = key, ArchiveId = "story", RequestedAt = server.Time.GetUtcNow(), Step = ExportStep.Packing, BusyUntil = server.Time.GetUtcNow().AddMinutes(1) };
        foreach (var export in new[] { busy, busy with { Step = ExportStep.Waiting, BusyUntil = null } })
        {
            await desk.PutAsync(ExportShelves.Open, key, export, TestContext.Current.CancellationToken);
            await leaver.GetAsync("/api/me/export");
            await root.GetAsync($"/api/agent/customers/{key}/export");
            await root.GetAsync($"/api/agent/customers/{key}");
        }

        await desk.PutAsync(
            ExportShelves.Done, key, busy with { Step = ExportStep.Failed, Reason = ExportFailure.TooLarge, FinishedAt = server.Time.GetUtcNow() }, TestContext.Current.CancellationToken);
        await leaver.GetAsync("/api/me/export");
        await root.GetAsync($"/api/agent/customers/{key}");
    }

    // Once with the hub down, so that something is left to be done.
    private async Task ForgetAsync(Person root)
    {
        using var leaver = recorder.Hear(await server.CustomerAsync("leaver"));
        var key = (await leaver.SubmitAsync()).Split('-')[0];
        await ExportAsync(leaver, root, key);
        await leaver.SendAsync(HttpMethod.Put, "/api/devices/leavers-phone", new { platform = "local" });
        using var hub = await server.CustomerAsync("hub");
        await hub.SendAsync(HttpMethod.Put, "/local/hub/faults", new { downUntil = RunningServer.Morning.AddYears(1) });
        await leaver.SendAsync(HttpMethod.Delete, "/api/me");
        await root.SendAsync(HttpMethod.Delete, $"/api/agent/customers/{key}");
        await leaver.GetAsync("/api/me/erasure");
        await root.GetAsync($"/api/agent/customers/{key}/erasure");
        await hub.SendAsync(HttpMethod.Put, "/local/hub/faults", new { });
        await leaver.SendAsync(HttpMethod.Delete, "/api/me");
        await root.SendAsync(HttpMethod.Delete, $"/api/agent/customers/{key}");
        await leaver.GetAsync("/api/me/erasure");
        await root.GetAsync($"/api/agent/customers/{key}/erasure");
    }
}
