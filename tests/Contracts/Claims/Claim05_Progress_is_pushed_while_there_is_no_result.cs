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
    public async Task The_icon_counts_what_was_not_opened_over_all_tickets()
    {
        using var alice = await server.CustomerAsync("alice-icon");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim5-icon");
        var (first, second) = (await alice.SubmitAsync(), await alice.SubmitAsync());
        await ann.ActAsync(first, "claim");
        await ann.ActAsync(second, "claim");
        var last = default(System.Text.Json.JsonElement);
        foreach (var (ticket, unread) in new[] { (first, "1"), (second, "2"), (second, "3") })
        {
            await ann.ActAsync(ticket, "progress", "On its way.");
            last = await phone.NextAsync();
            Assert.Equal(unread, last.GetProperty("unread").ToString());
        }

        var seq = int.Parse(last.GetProperty("seq").ToString(), System.Globalization.CultureInfo.InvariantCulture);
        await alice.PostAsync($"/api/tickets/{second}/receipts", new { receipts = new[] { new { seq, opened = server.Now } } });

        Assert.Equal(1, (await alice.GetAsync("/api/updates")).Body.GetProperty("unread").GetInt32());
        await ann.ActAsync(second, "result", "It is there.");
        Assert.Equal("2", (await phone.NextAsync()).GetProperty("unread").ToString());
    }

    [Fact]
    public async Task A_question_of_an_agent_reaches_the_device_and_the_answer_the_agents_but_no_device()
    {
        using var alice = await server.CustomerAsync("alice-asked");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim5-asked");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        var waiting = (await ann.ActAsync(ticket, "messages", "Where do you live?")).Body.GetProperty("ticket");
        var push = await phone.NextAsync();
        var answer = await alice.PostAsync($"/api/tickets/{ticket}/messages", new { text = "In Mill Lane." });
        var seen = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket");
        await ann.ActAsync(ticket, "progress", "The next push");

        Assert.Equal(("waiting", "customer"), (waiting.GetProperty("state").GetString(), waiting.GetProperty("awaits").GetString()));
        Assert.Equal(("message", "Where do you live?"), (push.GetProperty("kind").GetString(), push.GetProperty("text").GetString()));
        Assert.Equal(("inProgress", "agent"), (answer.Body.GetProperty("state").GetString(), answer.Body.GetProperty("awaits").GetString()));
        Assert.Equal("In Mill Lane.", seen.GetProperty("lastText").GetProperty("preview").GetString());
        Assert.Equal("The next push", (await phone.NextAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_an_agent_wrote_for_later_reaches_the_device_when_its_time_has_come_once()
    {
        using var alice = await server.CustomerAsync("alice-later-on");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim5-later");
        var ticket = await alice.SubmitAsync();
        var now = (await ann.ActAsync(ticket, "claim")).Body.GetProperty("ticket").GetProperty("updatedAt").GetDateTimeOffset();
        foreach (var (text, minutes) in new[] { ("Soon.", 10), ("Never.", 20) })
            await ann.PostAsync($"/api/agent/tickets/{ticket}/later", new { kind = "progress", text, at = now.AddMinutes(minutes) });

        await server.AdvanceAsync(TimeSpan.FromMinutes(12));
        var soon = await phone.NextAsync();
        // Or it would come once more, for not having been confirmed.
        await alice.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = new[] { new { seq = int.Parse(soon.GetProperty("seq").ToString(), System.Globalization.CultureInfo.InvariantCulture), received = now } } });
        Assert.Equal("Soon.", soon.GetProperty("text").GetString());
        await alice.PostAsync($"/api/tickets/{ticket}/messages", new { text = "It came." });
        await server.AdvanceAsync(TimeSpan.FromMinutes(12));
        await ann.ActAsync(ticket, "result", "Good.");

        Assert.Equal("Good.", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.DoesNotContain("Never.", (await alice.GetAsync($"/api/tickets/{ticket}")).Body.ToString(), StringComparison.Ordinal);
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
