using System.Net;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>A ticket carries the identity of the client that raised it, and the question asked or the content complained of.</summary>
public abstract class Claim03_A_ticket_carries_who_raised_it_and_what(IRunningServer server)
{
    [Theory]
    [InlineData("question", "How do I change my PIN? 我的密码怎么改？ 🔑")]
    [InlineData("complaint", "The app charged me twice.")]
    public async Task The_agent_sees_who_asked_and_what(string category, string text)
    {
        using var alice = await server.CustomerAsync("alice@example.com");
        using var ann = await server.AgentAsync();

        var ticket = await alice.SubmitAsync(text, category);

        var seen = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body;
        Assert.Equal("alice@example.com", seen.GetProperty("ticket").GetProperty("customerId").GetString());
        Assert.Equal(category, seen.GetProperty("ticket").GetProperty("category").GetString());
        Assert.Equal(text, seen.GetProperty("timeline")[0].GetProperty("text").GetString());
        Assert.DoesNotContain("alice", ticket, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_agent_sees_from_where_it_was_sent_and_by_what_name_people_call_it()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var context = new { app = "Parcels", appVersion = "3.2", device = "Pixel 9", os = "Android 16", locale = "en-GB", values = new { order = "4711" } };

        var sent = await alice.PostAsync("/api/tickets", new { category = "question", text = "Where is it?", context });

        var seen = (await ann.GetAsync($"/api/agent/tickets/{sent.Body.GetProperty("id").GetString()}")).Body.GetProperty("ticket");
        Assert.Equal(System.Text.Json.JsonSerializer.SerializeToElement(context).ToString(), seen.GetProperty("context").ToString());
        Assert.Equal(sent.Body.GetProperty("reference").GetString(), seen.GetProperty("reference").GetString());
        Assert.Matches("^[0-9A-Z]{4}-[0-9A-Z]{4}$", seen.GetProperty("reference").GetString());
    }

    [Fact]
    public async Task Who_asked_is_who_signed_in_whatever_the_body_says()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();

        var answer = await alice.PostAsync("/api/tickets", new { category = "question", text = "Hi", customerId = "mallory", customerKey = "x" });

        var seen = (await ann.GetAsync($"/api/agent/tickets/{answer.Body.GetProperty("id").GetString()}")).Body;
        Assert.Equal("alice", seen.GetProperty("ticket").GetProperty("customerId").GetString());
    }

    [Fact]
    public async Task Submitting_again_with_the_same_key_gets_the_first_answer_and_another_body_is_refused()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var body = new { category = "question", text = "Once only" };

        var first = await alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "key-1"));
        var ticket = first.Body.GetProperty("id").GetString()!;
        await ann.ActAsync(ticket, "claim");
        var again = await alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "key-1"));
        var other = await alice.PostAsync("/api/tickets", new { category = "question", text = "Something else" }, ("Idempotency-Key", "key-1"));

        Assert.Equal(HttpStatusCode.Created, again.Status);
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        Assert.Equal(first.Body.ToString(), again.Body.ToString());
        Assert.Equal((first.Headers["Location"], first.Headers["ETag"]), (again.Headers["Location"], again.Headers["ETag"]));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "idempotency_key_reused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task The_same_key_of_another_customer_is_another_ticket()
    {
        using var alice = await server.CustomerAsync();
        using var bob = await server.CustomerAsync("bob");
        var body = new { category = "question", text = "Mine" };

        var hers = await alice.PostAsync("/api/tickets", body, ("Idempotency-Key", "shared"));
        var his = await bob.PostAsync("/api/tickets", body, ("Idempotency-Key", "shared"));

        Assert.Equal(HttpStatusCode.Created, his.Status);
        Assert.NotEqual(hers.Body.GetProperty("id").GetString(), his.Body.GetProperty("id").GetString());
    }
}
