using System.Net;
using ServerlessSupport.Contracts.Running;

namespace ServerlessSupport.Contracts.Claims;

/// <summary>When an inquiry arrives and there is no result yet, the processing module reads the ticket's status and the push module pushes it.</summary>
public abstract class Claim10_Asking_again_gets_the_status_at_once_and_pushed(IRunningServer server)
{
    [Fact]
    public async Task The_status_is_in_the_answer_and_on_the_device()
    {
        using var alice = await server.CustomerAsync();
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("claim10-phone");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");

        var answer = await alice.PostAsync($"/api/tickets/{ticket}/inquiries", new { text = "Any news?" });
        var push = await phone.NextAsync();

        Assert.Equal((HttpStatusCode.OK, "status"), (answer.Status, answer.Body.GetProperty("outcome").GetString()));
        Assert.Equal("An agent is working on your ticket.", answer.Body.GetProperty("status").GetString());
        Assert.Equal(("status", "An agent is working on your ticket."), (push.GetProperty("kind").GetString(), push.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task The_status_of_a_ticket_that_waits_for_its_customer_says_so_in_their_language_and_never_repeats_the_question()
    {
        using var li = await server.CustomerAsync("li");
        using var ann = await server.AgentAsync();
        var ticket = (await li.PostAsync("/api/tickets", new { category = "question", text = "?", language = "zh-CN" })).Body.GetProperty("id").GetString()!;
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "messages", "Where do you live?");

        var answer = await li.PostAsync($"/api/tickets/{ticket}/inquiries");

        Assert.Equal("客服向您提出了问题，正在等待您的回答。", answer.Body.GetProperty("status").GetString());
        Assert.Equal("waiting", answer.Body.GetProperty("ticket").GetProperty("state").GetString());
    }

    [Fact]
    public async Task An_empty_inquiry_is_a_nudge_that_agents_see_counted_and_its_status_is_pushed_once_in_the_interval()
    {
        using var bob = await server.CustomerAsync("bob");
        using var ann = await server.AgentAsync();
        await using var phone = await bob.ConnectAsync("claim10-bob");
        var ticket = await bob.SubmitAsync();

        for (var i = 0; i < 3; i++)
            Assert.Equal("status", (await bob.PostAsync($"/api/tickets/{ticket}/inquiries")).Body.GetProperty("outcome").GetString());
        var statuses = (await bob.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("timeline").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "status");
        Assert.Equal([false, true, true], statuses.Select(status => status.TryGetProperty("silent", out var silent) && silent.GetBoolean()));
        await phone.NextAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "progress", "The next push");

        Assert.Equal("The next push", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.Equal(3, (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("ticket").GetProperty("nudgeCount").GetInt32());
    }
}
