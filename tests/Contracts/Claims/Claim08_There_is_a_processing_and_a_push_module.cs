using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>The server has a processing module and a push module.</summary>
public abstract class Claim08_There_is_a_processing_and_a_push_module(IRunningServer server)
{
    [Fact]
    public async Task Processing_goes_on_without_the_push_module_which_delivers_what_it_missed_later()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "progress", "While nobody listened");
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries")[0].GetProperty("state").GetString() == "noDevice");

        // The push module alone, as the reconciler drives it: it needs nothing but what processing has stored.
        await using var phone = await alice.ConnectAsync("claim8-phone");
        await ann.ActAsync(ticket, "result", "Done.");
        // The change feed may be at it; were time to jump under its hands, it would take the platform for slow.
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries")[1].GetProperty("state").GetString() == "sent");
        await server.AdvanceAsync(TimeSpan.FromMinutes(6));
        await server.ReconcileAsync();

        Assert.Equal("Done.", (await phone.NextAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_agent_sees_what_became_of_each_update()
    {
        using var alice = await server.CustomerAsync("alice-8");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim8-seen");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "result", "Done.");
        await phone.NextAsync();

        var delivery = (await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries")[0].GetProperty("state").GetString() != "pending"))
            .GetProperty("deliveries")[0];

        Assert.Equal((3, "sent", 1), (delivery.GetProperty("seq").GetInt32(), delivery.GetProperty("state").GetString(), delivery.GetProperty("attempts").GetInt32()));
    }
}
