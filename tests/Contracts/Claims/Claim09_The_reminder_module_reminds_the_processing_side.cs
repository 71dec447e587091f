using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The server has a reminder module, which reminds the processing side of unhandled tickets.</summary>
public abstract class Claim09_The_reminder_module_reminds_the_processing_side(IRunningServer server)
{
    [Fact]
    public async Task A_claimed_ticket_reminds_only_the_agent_who_has_it_and_a_reopened_one_all_agents()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        using var bob = await server.AgentAsync("bob");
        await using var annsDesk = await ann.ConnectAsync("claim9-ann");
        await using var bobsDesk = await bob.ConnectAsync("claim9-bob");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        await server.AdvanceAsync(TimeSpan.FromMinutes(61));
        Assert.Equal(ticket, await NextReminderAsync(annsDesk));
        Assert.DoesNotContain(bobsDesk.Rest(), push => push.GetProperty("kind").GetString() == "reminder");

        await ann.ActAsync(ticket, "result", "Done.");
        await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "Not at all." });
        await server.AdvanceAsync(TimeSpan.FromMinutes(61));

        Assert.Equal(ticket, await NextReminderAsync(annsDesk));
        Assert.Equal(ticket, await NextReminderAsync(bobsDesk));
    }

    // What else happens to tickets agents are told as well.
    private static async Task<string?> NextReminderAsync(Phone desk)
    {
        while (true)
        {
            var push = await desk.NextAsync();
            if (push.GetProperty("kind").GetString() == "reminder")
                return push.GetProperty("ticketId").GetString();
        }
    }

    [Fact]
    public async Task Reminders_survive_a_restart_and_an_outage_counts_as_one_step()
    {
        using var carol = await server.CustomerAsync("carol");
        using (var before = await server.AgentAsync("dora"))
            await (await before.ConnectAsync("claim9-dora")).DisposeAsync();
        var ticket = await carol.SubmitAsync();
        await server.StopAsync();
        await server.AdvanceAsync(TimeSpan.FromDays(3));
        await server.StartAsync();
        using var dora = await server.AgentAsync("dora");
        await using var desk = await server.ConnectAsync("claim9-dora", after: 0);

        var push = await desk.NextAsync();
        // Of the new ticket dora may have been told before the stop.
        while (push.GetProperty("ticketId").GetString() != ticket || push.GetProperty("kind").GetString() != "reminder")
            push = await desk.NextAsync();

        Assert.Equal(1, (await dora.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket").GetProperty("reminderLevel").GetInt32());
    }
}
