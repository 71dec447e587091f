using System.Net;
using System.Text.Json;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Reports;

/// <summary>Leads see how the desk does, in figures that are counted from what happened.</summary>
public abstract class ReportContract(IRunningServer server)
{
    [Fact(Timeout = 180_000)]
    public async Task A_lead_sees_what_happened_in_a_queue_and_each_thing_once()
    {
        using var alice = await server.CustomerAsync("alice");
        using var ann = await server.AgentAsync();
        using var root = await server.SignInAsync("root", "admin");
        await root.PlaceAsync(ann, "lead");
        await root.MakeQueuesAsync("returns");
        var answered = await SubmitAsync(alice, ann, "returns");
        await ann.ActAsync(answered, "claim");
        await server.AdvanceAsync(TimeSpan.FromMinutes(10));
        await ann.ActAsync(answered, "progress", "We look for it.");
        await server.AdvanceAsync(TimeSpan.FromMinutes(50));
        await ann.ActAsync(answered, "result", "It arrives tomorrow.");
        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync($"/api/tickets/{answered}/rating", new { score = 4 })).Status);
        await SubmitAsync(alice, ann, "returns");
        await CountAsync(ann);
        await SubmitAsync(alice, ann, queue: null);
        await CountAsync(ann);

        var all = await ReadAsync(ann, "days=2");
        var returns = await ReadAsync(ann, "days=2&queue=returns");

        Assert.Equal(3, all.GetProperty("total").GetProperty("submitted").GetInt32());
        Assert.Equal([1, 2], all.GetProperty("queues").EnumerateArray().Select(queue => queue.GetProperty("figures").GetProperty("submitted").GetInt32()));
        Assert.Equal(2, all.GetProperty("days").GetArrayLength());
        var figures = returns.GetProperty("total");
        Assert.Equal((2, 1, 0, 1, 4), (Number("submitted"), Number("results"), Number("reopened"), Number("ratings"), Number("averageRating")));
        Assert.InRange(figures.GetProperty("firstAnswer").GetProperty("medianSeconds").GetInt64(), 570, 640);
        Assert.InRange(figures.GetProperty("result").GetProperty("p90Seconds").GetInt64(), 3420, 3800);

        int Number(string name) => figures.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Agents_who_lead_nobody_see_no_report_and_a_bad_question_is_named()
    {
        using var bob = await server.AgentAsync("bob");
        using var root = await server.SignInAsync("root", "admin");

        Assert.Equal((HttpStatusCode.Forbidden, "forbidden"), await RefusedAsync(bob, "days=7"));
        foreach (var bad in new[] { "days=", "days=0", "days=91", "days=week", "queue=No!" })
            Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), await RefusedAsync(root, bad));
    }

    private static async Task<string> SubmitAsync(Person customer, Person agent, string? queue)
    {
        var ticket = await customer.SubmitAsync();
        if (queue is not null)
            Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { queue })).Status);
        return ticket;
    }

    // The editions wake their timers in different ways, and one of them does not wait for their end.
    private async Task CountAsync(Person lead)
    {
        var happened = server.Now;
        await server.AdvanceAsync(TimeSpan.FromMinutes(12));
        await server.ReconcileAsync();
        while (!(await ReadAsync(lead, "days=1")).TryGetProperty("countedThrough", out var through) || through.GetDateTimeOffset() < happened)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> ReadAsync(Person lead, string query)
    {
        var answer = await lead.GetAsync($"/api/agent/reports?{query}");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return answer.Body;
    }

    private static async Task<(HttpStatusCode Status, string? Code)> RefusedAsync(Person person, string query)
    {
        var answer = await person.GetAsync($"/api/agent/reports?{query}");
        return (answer.Status, answer.Code);
    }
}
