using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>While there is progress but no result, the progress goes the same way.</summary>
public abstract class Claim05_Progress_is_pushed_while_there_is_no_result(IRunningServer server)
{
    [Fact]
    public async Task Every_progress_note_reaches_the_device_in_order_before_the_result()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim5-phone");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        // Faster than the feed can follow: it shows only the newest version, and still none may be lost.
        foreach (var text in Enumerable.Range(1, 10).Select(i => $"Step {i}"))
            await ann.ActAsync(ticket, "progress", text);
        await ann.ActAsync(ticket, "result", "Done.");

        var texts = new List<string?>();
        while (texts.Count < 11)
            texts.Add((await phone.NextAsync()).GetProperty("text").GetString());

        Assert.Equal([.. Enumerable.Range(1, 10).Select(i => $"Step {i}"), "Done."], texts);
    }

    [Fact]
    public async Task A_note_between_agents_is_neither_pushed_nor_shown_to_the_customer()
    {
        using var alice = await server.CustomerAsync("alice-note");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim5-note");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "notes", "Customer was rude.");
        await ann.ActAsync(ticket, "progress", "We are looking into it.");

        Assert.Equal("We are looking into it.", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.DoesNotContain("rude", (await alice.GetAsync($"/api/tickets/{ticket}")).Body.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_was_away_gets_what_it_missed_when_it_comes_back()
    {
        using var alice = await server.CustomerAsync("alice-away");
        using var ann = await server.AgentAsync();
        var phone = await alice.ConnectAsync("claim5-away");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "progress", "Seen");
        await phone.NextAsync();
        var lastSeen = long.Parse(phone.LastEventId!, System.Globalization.CultureInfo.InvariantCulture);
        await phone.DisposeAsync();
        await ann.ActAsync(ticket, "progress", "Missed");

        await using var back = await server.ConnectAsync("claim5-away", lastSeen);

        Assert.Equal("Missed", (await back.NextAsync()).GetProperty("text").GetString());
    }
}
