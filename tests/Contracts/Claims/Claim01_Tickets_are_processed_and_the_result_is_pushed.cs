using System.Net;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The server processes the tickets it receives, records the result, and pushes it to the client associated with the ticket.</summary>
public abstract class Claim01_Tickets_are_processed_and_the_result_is_pushed(IRunningServer server)
{
    [Fact]
    public async Task A_result_is_recorded_and_reaches_the_device_of_the_customer_who_asked()
    {
        using var alice = await server.CustomerAsync("alice-1");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("alice-1-phone");

        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "It arrives tomorrow.");

        var push = await phone.NextAsync();
        Assert.Equal("result", push.GetProperty("kind").GetString());
        Assert.Equal("It arrives tomorrow.", push.GetProperty("text").GetString());
        Assert.Equal(ticket, push.GetProperty("ticketId").GetString());

        var read = await ann.GetAsync($"/api/agent/tickets/{ticket}");
        Assert.Equal("resolved", read.Body.GetProperty("ticket").GetProperty("state").GetString());
    }

    [Fact]
    public async Task The_result_reaches_every_device_of_the_customer_and_nobody_elses()
    {
        using var alice = await server.CustomerAsync("alice-2");
        using var bob = await server.CustomerAsync("bob-2");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("alice-2-phone");
        await using var tablet = await alice.ConnectAsync("alice-2-tablet");
        await using var other = await bob.ConnectAsync("bob-2-phone");

        await AnswerAsync(alice, ann, "For Alice.");
        await AnswerAsync(bob, ann, "For Bob.");

        Assert.Equal("For Alice.", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.Equal("For Alice.", (await tablet.NextAsync()).GetProperty("text").GetString());
        // Bob's own result is the first thing Bob's phone gets: had Alice's come there too, it would have come before.
        Assert.Equal("For Bob.", (await other.NextAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Only_one_of_two_agents_who_saw_the_same_version_may_change_it()
    {
        using var alice = await server.CustomerAsync("alice-3");
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        var first = await ann.PostAsync($"/api/agent/tickets/{ticket}/progress", new { text = "One" }, ("If-Match", "\"2\""));
        var second = await ann.PostAsync($"/api/agent/tickets/{ticket}/progress", new { text = "Two" }, ("If-Match", "\"2\""));

        Assert.Equal(HttpStatusCode.OK, first.Status);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "version_mismatch"), (second.Status, second.Code));
        Assert.Equal(3, second.Body.GetProperty("currentVersion").GetInt32());
    }

    private static async Task AnswerAsync(Person customer, Person agent, string text)
    {
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "result", text);
    }
}
