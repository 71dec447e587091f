using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The server reminds, on a timer, of tickets not yet handled.</summary>
public abstract class Claim02_Unhandled_tickets_are_reminded_of_on_a_timer(IRunningServer server)
{
    [Fact]
    public async Task Agents_are_reminded_after_the_first_delay_and_again_after_each_further_one_a_level_higher()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        await using var desk = await ann.ConnectAsync("ann-desk");
        var ticket = await alice.SubmitAsync();

        await server.AdvanceAsync(TimeSpan.FromMinutes(61));
        var first = await FirstReminderOfAsync(desk, ticket);
        await server.AdvanceAsync(TimeSpan.FromMinutes(241));
        var second = await FirstReminderOfAsync(desk, ticket);

        Assert.Equal(("reminder", ticket), (first.GetProperty("kind").GetString(), first.GetProperty("ticketId").GetString()));
        Assert.Contains("reminder 1", first.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.Contains("reminder 2", second.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain(desk.Rest(), push => push.GetProperty("ticketId").GetString() == ticket);
        Assert.Equal(2, (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket").GetProperty("reminderLevel").GetInt32());
    }

    [Fact]
    public async Task Nobody_is_reminded_of_a_ticket_that_has_its_result()
    {
        using var bob = await server.CustomerAsync("bob");
        using var cem = await server.AgentAsync("cem");
        await using var desk = await cem.ConnectAsync("cem-desk");
        var handled = await bob.SubmitAsync();
        var waiting = await bob.SubmitAsync("Another one");
        await cem.ActAsync(handled, "claim");
        await cem.ActAsync(handled, "result", "Done.");

        await server.AdvanceAsync(TimeSpan.FromMinutes(61));

        Assert.Equal(waiting, (await FirstReminderOfAsync(desk, waiting, handled)).GetProperty("ticketId").GetString());
        Assert.Equal(0, (await cem.GetAsync($"/api/agent/tickets/{handled}")).Body.GetProperty("ticket").GetProperty("reminderLevel").GetInt32());
    }

    [Fact]
    public async Task Nobody_is_reminded_of_a_ticket_that_waits_for_its_customer_until_the_customer_has_answered()
    {
        using var dora = await server.CustomerAsync("dora");
        using var eve = await server.AgentAsync("eve");
        await using var desk = await eve.ConnectAsync("eve-desk");
        var asked = await dora.SubmitAsync();
        await eve.ActAsync(asked, "claim");
        await eve.ActAsync(asked, "messages", "Where do you live?");
        var other = await dora.SubmitAsync("Another one");
        // The clock must not jump while news of it is on its way to the desk.
        await NextAsync(desk, "submitted", other);

        await server.AdvanceAsync(TimeSpan.FromMinutes(61));
        Assert.Equal(other, (await FirstReminderOfAsync(desk, other, asked)).GetProperty("ticketId").GetString());
        await dora.PostAsync($"/api/tickets/{asked}/messages", new { text = "In Mill Lane." });
        await NextAsync(desk, "message", asked);
        await server.AdvanceAsync(TimeSpan.FromMinutes(61));

        Assert.Equal(asked, (await FirstReminderOfAsync(desk, asked)).GetProperty("ticketId").GetString());
    }

    private static Task<System.Text.Json.JsonElement> FirstReminderOfAsync(Phone desk, params string[] tickets) => NextAsync(desk, "reminder", tickets);

    private static async Task<System.Text.Json.JsonElement> NextAsync(Phone desk, string kind, params string[] tickets)
    {
        while (true)
        {
            var push = await desk.NextAsync();
            // Of a new ticket agents are told as well.
            if (push.GetProperty("kind").GetString() == kind && tickets.Contains(push.GetProperty("ticketId").GetString()))
                return push;
        }
    }
}
