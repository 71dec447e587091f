using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Http;

/// <summary>A repeated request gets the first answer and does nothing, at once and long afterwards.</summary>
public sealed class RepeatTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private Person _alice = null!;
    private Person _ann = null!;
    private Person _bob = null!;

    /// <summary>Every change there is: what comes before it, its route, a body, another body, and what comes between it and its repeat.</summary>
    public static TheoryData<string, string, string, string, string> Changes { get; } = new()
    {
        { "", "claim", "{}", """{"takeOver":true}""", "bob claims" },
        { "claim", "claim", "{}", """{"takeOver":true}""", "bob claims" },
        { "claim", "progress", """{"text":"a"}""", """{"text":"b"}""", "result" },
        { "", "notes", """{"text":"a"}""", """{"text":"b"}""", "claim" },
        { "claim", "messages", """{"text":"a"}""", """{"text":"b"}""", "result" },
        { "", "assign", """{"assignee":"bob"}""", """{"assignee":"ann"}""", "bob claims" },
        { "claim", "release", "{}", "", "bob claims" },
        { "claim result", "reopen", """{"text":"a"}""", """{"text":"b"}""", "result" },
        { "claim result", "result", """{"text":"a","corrects":3}""", """{"text":"a"}""", "reopen" },
        { "claim", "later", """{"kind":"progress","text":"a","at":"2026-03-05T09:00:00Z"}""", """{"kind":"progress","text":"b","at":"2026-03-05T09:00:00Z"}""", "result" },
        { "claim", "customer messages", """{"text":"a"}""", """{"text":"b"}""", "result" },
        { "claim", "result", """{"text":"a"}""", """{"text":"b"}""", "reopen" },
        { "claim result", "close", "{}", """{"text":"b"}""", "" },
        { "claim result close", "close", "{}", """{"text":"b"}""", "" },
        { "", "inquiries", "{}", """{"text":"b"}""", "claim" },
        { "claim", "inquiries", """{"text":"a"}""", "{}", "result" },
        { "claim result", "inquiries", """{"text":"a"}""", """{"text":"b"}""", "claim" },
        { "claim result", "inquiries", "{}", """{"text":"b"}""", "reopen" },
        { "claim result close", "inquiries", """{"text":"a"}""", "{}", "" },
        { "claim result", "rating", """{"score":1}""", """{"score":2}""", "reopen claim result" },
    };

    [Fact]
    public async Task Asking_for_news_more_often_than_a_ticket_holds_tells_the_status_also_right_after_it_was_reopened()
    {
        var ticket = await _alice.SubmitAsync();
        for (var i = 0; i < 60; i++)
            await _alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { });
        await DoAsync(ticket, "claim result");
        Assert.Equal("reopened", (await _alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It did not." })).Body.GetProperty("outcome").GetString());
        var version = await VersionAsync(ticket);

        var answer = await _alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { });

        Assert.Equal(("status", version), (answer.Body.GetProperty("outcome").GetString(), await VersionAsync(ticket)));
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task A_change_is_made_once_however_late_it_is_repeated(string before, string route, string body, string otherBody, string between)
    {
        var ticket = await _alice.SubmitAsync();
        await DoAsync(ticket, before);
        var first = await ChangeAsync(ticket, route, body);
        Assert.True((int)first.Status is 200 or 201, first.Body.ToString());
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));

        await AnswersTheSameAsync(ticket, first, route, body);
        await DoAsync(ticket, between);
        var version = await VersionAsync(ticket);
        await AnswersTheSameAsync(ticket, first, route, body);

        if (otherBody.Length > 0)
            Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), Told(await ChangeAsync(ticket, route, otherBody)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), Told(await ChangeAsync(ticket, Other(route), """{"text":"other","score":3}""")));
        Assert.Equal(version, await VersionAsync(ticket));
    }

    [Theory, MemberData(nameof(Changes))]
    public async Task On_another_ticket_it_is_another_key(string before, string route, string body, string otherBody, string between)
    {
        _ = between;
        var (ticket, other) = (await _alice.SubmitAsync(), await _alice.SubmitAsync());
        await DoAsync(ticket, before);
        await DoAsync(other, before);
        await ChangeAsync(ticket, route, body);

        var answer = await ChangeAsync(other, route, route == "result" ? body : otherBody.Length > 0 ? otherBody : body);

        Assert.True((int)answer.Status is 200 or 201, answer.Body.ToString());
        Assert.False(answer.Headers.ContainsKey("Idempotency-Replayed"));
    }

    [Fact]
    public async Task A_submission_and_what_is_done_to_its_ticket_have_keys_of_their_own()
    {
        var body = new { category = "question", text = "Where?" };
        var submitted = await _alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "same"));
        var ticket = submitted.Body.GetProperty("id").GetString()!;

        Assert.Equal(HttpStatusCode.OK, (await _alice.PostAsync($"/api/tickets/{ticket}/inquiries", null, ("Idempotency-Key", "same"))).Status);
        await _ann.ActAsync(ticket, "claim");
        var again = await _alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "same"));

        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.Equal(submitted.Body.ToString(), again.Body.ToString());
    }

    [Fact]
    public async Task What_was_refused_keeps_no_key()
    {
        var ticket = await _alice.SubmitAsync();
        Assert.Equal("not_claimed", (await ChangeAsync(ticket, "progress", """{"text":"a"}""")).Code);
        await _ann.ActAsync(ticket, "claim");

        Assert.Equal(HttpStatusCode.OK, (await ChangeAsync(ticket, "progress", """{"text":"a"}""")).Status);
    }

    [Fact]
    public async Task Confirming_an_attachment_long_afterwards_answers_as_the_first_time()
    {
        var ticket = await _alice.SubmitAsync();
        var announced = await _alice.AnnounceAsync(ticket);
        await announced.UploadAsync(Uploads.Png);
        var first = await _alice.ConfirmAsync(ticket, announced);
        await DoAsync(ticket, "claim result");

        var again = await _alice.ConfirmAsync(ticket, announced);

        Assert.Equal((first.Body.ToString(), first.Headers["ETag"]), (again.Body.ToString(), again.Headers["ETag"]));
        Assert.Single((await _alice.GetAsync($"/api/tickets/{ticket}")).Attachments());
    }

    [Fact]
    public async Task A_key_announces_one_attachment_for_each_body_and_ticket()
    {
        var (ticket, other) = (await _alice.SubmitAsync(), await _alice.SubmitAsync());
        var ids = new List<string>();
        foreach (var (to, size) in new[] { (ticket, 12), (ticket, 12), (ticket, 13), (other, 12) })
            ids.Add((await _alice.PostAsync(Uploads.Path(to), new { fileName = "a.png", contentType = "image/png", size }, ("Idempotency-Key", "same"))).AttachmentId());

        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(3, ids.Distinct().Count());
    }

    [Fact]
    public async Task Receipts_that_are_repeated_change_nothing()
    {
        var ticket = await _alice.SubmitAsync();
        await DoAsync(ticket, "claim progress");
        var receipts = new { receipts = new[] { new { seq = 3, received = RunningServer.Morning } } };

        for (var time = 0; time < 2; time++)
            Assert.Equal(HttpStatusCode.NoContent, (await _alice.PostAsync($"/api/tickets/{ticket}/receipts", receipts, ("Idempotency-Key", "same"))).Status);
    }

    public async ValueTask InitializeAsync()
    {
        (_alice, _ann, _bob) = (await server.CustomerAsync(), await server.AgentAsync(), await server.AgentAsync("bob"));
        // Tickets are given to nobody who has never been there.
        foreach (var agent in new[] { _ann, _bob })
            await agent.GetAsync("/api/agent/me");
    }

    public ValueTask DisposeAsync()
    {
        _alice.Dispose();
        _ann.Dispose();
        _bob.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AnswersTheSameAsync(string ticket, Answer first, string route, string body)
    {
        var version = await VersionAsync(ticket);
        var again = await ChangeAsync(ticket, route, body);

        Assert.Equal((first.Status, Body(first), first.Headers["ETag"]), (again.Status, Body(again), again.Headers["ETag"]));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.Equal(version, await VersionAsync(ticket));
    }

    private async Task<string> VersionAsync(string ticket) => (await _ann.GetAsync($"/api/agent/tickets/{ticket}")).Headers["ETag"];

    private Task<Answer> ChangeAsync(string ticket, string route, string body) => route is "inquiries" or "rating" or "customer messages"
        ? _alice.PostAsync($"/api/tickets/{ticket}/{route.Split(' ')[^1]}", JsonDocument.Parse(body).RootElement, ("Idempotency-Key", "same"))
        : _ann.PostAsync($"/api/agent/tickets/{ticket}/{route}", JsonDocument.Parse(body).RootElement, ("Idempotency-Key", "same"));

    private static string Other(string route) => route switch
    {
        "inquiries" or "customer messages" => "rating",
        "rating" => "inquiries",
        "notes" => "close",
        _ => "notes",
    };

    private async Task DoAsync(string ticket, string steps)
    {
        foreach (var step in steps == "bob claims" ? [steps] : steps.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var answer = step switch
            {
                "bob claims" => await _bob.PostAsync($"/api/agent/tickets/{ticket}/claim", new { takeOver = true }),
                "claim" or "close" => await _ann.PostAsync($"/api/agent/tickets/{ticket}/{step}"),
                "reopen" => await _alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "No." }),
                _ => await _ann.PostAsync($"/api/agent/tickets/{ticket}/{step}", new { text = "x" }),
            };
            Assert.Equal(HttpStatusCode.OK, answer.Status);
        }
    }

    // When agents will be reminded is no part of what was answered.
    private static string Body(Answer answer)
    {
        var body = JsonNode.Parse(answer.Body.ToString())!;
        body["ticket"]?.AsObject().Remove("nextReminderAt");
        return body.ToJsonString();
    }

    private static (HttpStatusCode, string?) Told(Answer answer) => (answer.Status, answer.Code);
}
