using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The client receives a push that carries the result of its ticket, and learns the result from it.</summary>
public abstract class Claim06_The_client_learns_the_result_from_the_push(IRunningServer server)
{
    [Fact]
    public async Task The_push_alone_tells_which_ticket_has_which_result()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim6-phone");
        var first = await alice.SubmitAsync("One");
        var second = await alice.SubmitAsync("Two");
        foreach (var (ticket, result) in new[] { (second, "Two is done."), (first, "One is done.") })
        {
            await ann.ActAsync(ticket, "claim");
            await ann.ActAsync(ticket, "result", result);
        }

        var results = new Dictionary<string, string?>();
        while (results.Count < 2)
        {
            var push = await phone.NextAsync();
            results[push.GetProperty("ticketId").GetString()!] = push.GetProperty("text").GetString();
        }

        Assert.Equal(("One is done.", "Two is done."), (results[first], results[second]));
    }

    [Fact]
    public async Task A_push_that_no_device_confirms_comes_once_more_and_tells_the_same()
    {
        using var alice = await server.CustomerAsync("alice-again");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim6-again");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "It is done.");
        var first = await phone.NextAsync();
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries")[0].GetProperty("state").GetString() == "sent");

        await server.AdvanceAsync(TimeSpan.FromMinutes(16));
        await server.ReconcileAsync();

        var again = await phone.NextAsync();
        foreach (var part in new[] { "ticketId", "updateId", "text" })
            Assert.Equal(first.GetProperty(part).GetString(), again.GetProperty(part).GetString());
    }
}
