using System.Net;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The customer signs in to the app and looks the result up; if not satisfied, sends an inquiry back through the app.</summary>
public abstract class Claim07_The_customer_looks_the_result_up_and_inquires(IRunningServer server)
{
    [Fact]
    public async Task The_result_is_there_for_its_customer_and_for_nobody_else()
    {
        using var alice = await server.CustomerAsync();
        using var bob = await server.CustomerAsync("bob");
        var ticket = await ResolvedAsync(alice);

        Assert.Equal("Done.", (await alice.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("result").GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await bob.GetAsync($"/api/tickets/{ticket}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "x" })).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await bob.PostAsync($"/api/tickets/{ticket}/rating", new { score = 1 })).Status);
    }

    [Fact]
    public async Task An_unhappy_customer_reopens_the_ticket_with_the_reason()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await ResolvedAsync(alice);

        var answer = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It did not help." });

        Assert.Equal((HttpStatusCode.OK, "reopened"), (answer.Status, answer.Body.GetProperty("outcome").GetString()));
        var open = (await ann.GetAsync("/api/agent/tickets?state=open&limit=100")).Body.GetProperty("items").EnumerateArray();
        Assert.Contains(open, item => item.GetProperty("id").GetString() == ticket);
        var timeline = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("timeline");
        Assert.Equal("It did not help.", timeline[timeline.GetArrayLength() - 1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Sending_the_inquiry_again_after_a_lost_answer_does_not_double_it()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await ResolvedAsync(alice);

        var first = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "No." }, ("Idempotency-Key", "inquiry-1"));
        var again = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "No." }, ("Idempotency-Key", "inquiry-1"));

        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        var timeline = (await alice.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("timeline").EnumerateArray();
        Assert.Single(timeline, entry => entry.GetProperty("kind").GetString() == "inquiry");
    }

    [Fact]
    public async Task After_its_window_an_inquiry_opens_one_linked_follow_up_ticket()
    {
        using var alice = await server.CustomerAsync("alice-late");
        var ticket = await ResolvedAsync(alice);
        await server.AdvanceAsync(TimeSpan.FromDays(8));

        var answer = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It broke again." }, ("Idempotency-Key", "late"));
        var again = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It broke again." }, ("Idempotency-Key", "late"));

        Assert.Equal((HttpStatusCode.Created, "followUp"), (answer.Status, answer.Body.GetProperty("outcome").GetString()));
        var followUp = answer.Body.GetProperty("followUp");
        Assert.Equal(ticket, followUp.GetProperty("followUpOf").GetString());
        Assert.Equal(followUp.GetProperty("id").GetString(), again.Body.GetProperty("followUp").GetProperty("id").GetString());
        Assert.EndsWith(followUp.GetProperty("id").GetString()!, answer.Headers["Location"], StringComparison.Ordinal);
        Assert.Equal("resolved", (await alice.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("state").GetString());
        Assert.Equal(2, (await alice.GetAsync("/api/tickets")).Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_key_the_same_words_are_another_question_and_never_swallowed()
    {
        using var alice = await server.CustomerAsync("alice-later");
        var ticket = await ResolvedAsync(alice);
        await server.AdvanceAsync(TimeSpan.FromDays(8));
        await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It broke again." });
        await server.AdvanceAsync(TimeSpan.FromDays(8));

        var later = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "It broke again." });

        Assert.Equal(HttpStatusCode.Created, later.Status);
        Assert.False(later.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(3, (await alice.GetAsync("/api/tickets")).Body.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_result_is_rated_once()
    {
        using var alice = await server.CustomerAsync();
        var ticket = await ResolvedAsync(alice);

        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync($"/api/tickets/{ticket}/rating", new { score = 2, text = "Slow" })).Status);
        Assert.Equal("already_rated", (await alice.PostAsync($"/api/tickets/{ticket}/rating", new { score = 5 })).Code);
    }

    [Fact]
    public async Task A_result_that_was_wrong_is_corrected_pushed_and_rated_anew()
    {
        using var alice = await server.CustomerAsync("alice-corrected");
        using var bob = await server.AgentAsync("bob");
        await using var phone = await alice.ConnectAsync("claim7-corrected");
        var ticket = await ResolvedAsync(alice);
        var wrong = Number(await phone.NextAsync(), "seq");
        await alice.PostAsync($"/api/tickets/{ticket}/rating", new { score = 1 });

        var corrected = await bob.PostAsync($"/api/agent/tickets/{ticket}/result", new { text = "Done, really.", corrects = wrong });

        Assert.Equal((HttpStatusCode.OK, "resolved"), (corrected.Status, corrected.Body.GetProperty("ticket").GetProperty("state").GetString()));
        var push = await phone.NextAsync();
        Assert.Equal(("result", "Done, really."), (push.GetProperty("kind").GetString(), push.GetProperty("text").GetString()));
        var result = (await alice.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("result");
        Assert.Equal(("Done, really.", wrong), (result.GetProperty("text").GetString(), result.GetProperty("corrects").GetInt32()));
        Assert.Equal(HttpStatusCode.OK, (await alice.PostAsync($"/api/tickets/{ticket}/rating", new { score = 5 })).Status);
    }

    [Fact]
    public async Task What_the_customer_says_on_a_merged_ticket_is_refused_with_the_one_that_goes_on()
    {
        using var alice = await server.CustomerAsync("alice-twice");
        using var ann = await server.AgentAsync();
        var (first, second) = (await alice.SubmitAsync(), await alice.SubmitAsync("The same again"));

        Assert.Equal(HttpStatusCode.OK, (await ann.PostAsync($"/api/agent/tickets/{second}/merge", new { into = first })).Status);

        var message = await alice.PostAsync($"/api/tickets/{second}/messages", new { text = "Hello?" });
        var inquiry = await alice.PostAsync($"/api/tickets/{second}/inquiries", new { text = "Hello?" });
        Assert.All([message, inquiry], answer => Assert.Equal(("ticket_merged", first), (answer.Code, answer.Body.GetProperty("mergedInto").GetString())));
        Assert.Equal("closed", (await alice.GetAsync($"/api/tickets/{second}")).Body.GetProperty("state").GetString());
        var goesOn = (await ann.GetAsync($"/api/agent/tickets/{first}")).Body.GetProperty("timeline").EnumerateArray().Last();
        Assert.Equal(("merged", second), (goesOn.GetProperty("kind").GetString(), goesOn.GetProperty("from").GetString()));
    }

    [Fact]
    public async Task All_updates_are_caught_up_by_cursor_without_any_push()
    {
        using var alice = await server.CustomerAsync("alice-catch-up");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await ResolvedAsync(alice));
            await server.AdvanceAsync(TimeSpan.FromSeconds(1));
        }


        var seen = new List<string>();
        string? cursor = null;
        bool hasMore;
        do
        {
            var page = (await alice.GetAsync($"/api/updates?limit=2&after={cursor}")).Body;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("ticketId").GetString()!));
            cursor = page.GetProperty("cursor").GetString();
            hasMore = page.GetProperty("hasMore").GetBoolean();
        }
        while (hasMore);
        await server.AdvanceAsync(TimeSpan.FromMinutes(5));
        ids.Add(await ResolvedAsync(alice));
        var later = (await alice.GetAsync($"/api/updates?after={cursor}")).Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("ticketId").GetString()!);

        Assert.Equal(ids[..3], seen);
        Assert.Equal(ids[3], later.Last());
    }

    // Some platforms carry nothing but text.
    private static int Number(System.Text.Json.JsonElement push, string name) => int.Parse(push.GetProperty(name).ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> ResolvedAsync(Person customer)
    {
        using var ann = await server.AgentAsync();
        var ticket = await customer.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "Done.");
        return ticket;
    }
}
