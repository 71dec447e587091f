using System.Text.Json;

namespace ServerlessSupport.Client.Tests.Feedback;

/// <summary>What customers write to agents, and from where.</summary>
public sealed class MessageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_kept_while_the_server_is_away_and_sent_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "claimed");
        server.Tickets.Add(ticket, "message", text: "Where do you live?");
        var lost = 0;
        server.Fate = (request, _) => request.Path.Value!.EndsWith("/messages", StringComparison.Ordinal) && lost++ == 0 ? Fault.LoseAnswer : Fault.None;

        var queued = await phone.Server.SendMessageAsync(ticket.Id, "In Mill Lane.", Token);
        Assert.Equal((FeedbackKind.Message, "In Mill Lane."), (await phone.Server.OutboxAsync(Token)).Select(item => (item.Kind, item.Text)).FirstOrDefault((FeedbackKind.Message, "In Mill Lane.")));
        var answer = await queued.AnswerAsync(Token);

        Assert.Equal((FeedbackKind.Message, TicketState.InProgress, AwaitedParty.Agent), (answer.Kind, answer.Ticket!.State, answer.Ticket.Awaits));
        Assert.Single(ticket.Entries, entry => entry.Kind == "message" && entry.By == "customer");
        Assert.Equal(2, lost);
        await Assert.ThrowsAsync<ArgumentException>(() => phone.Server.SendMessageAsync(ticket.Id, " ", Token));
    }

    [Fact]
    public async Task What_is_said_on_a_merged_ticket_goes_to_the_one_that_goes_on()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (first, second) = (server.Tickets.Open("alice"), server.Tickets.Open("alice", "The same again"));
        server.Tickets.Merge(second, first);

        var answer = await (await phone.Server.SendMessageAsync(second.Id, "Hello?", Token)).AnswerAsync(Token);

        Assert.Equal((first.Id, "Hello?"), (answer.TicketId, first.Entries[^1].Text));
        Assert.Equal(first.Id, (await phone.Server.GetTicketAsync(second.Id, Token))!.MergedInto);
    }

    [Fact]
    public async Task A_submission_says_from_where_it_comes_by_itself_and_what_the_app_adds()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);

        var submitted = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "?") { Values = new Dictionary<string, string> { ["order"] = "4711" } }, Token);
        var ticket = (await submitted.AnswerAsync(Token)).Ticket!;

        var context = JsonElement.Parse(server.Sent("POST", "/api/tickets")[0].Body).GetProperty("context");
        Assert.Equal("4711", context.GetProperty("values").GetProperty("order").GetString());
        Assert.Equal(TicketContext.OfPlatform().Os, context.GetProperty("os").GetString());
        Assert.False(string.IsNullOrEmpty(context.GetProperty("app").GetString()));
        Assert.DoesNotContain('+', context.GetProperty("appVersion").GetString()!);
        Assert.Equal("K7F3-92QD", ticket.Reference);
    }

    [Fact]
    public void What_is_too_long_for_a_server_is_cut_and_what_is_empty_left_out()
    {
        var values = Enumerable.Range(0, 30).ToDictionary(number => $"value {number:D2} {new string('n', 50)}", number => new string('v', 300));
        var context = TicketContext.Wire(new TicketContext { App = new string('a', 199) + "😀", Device = " ", Values = values }, new Dictionary<string, string> { ["order"] = "1" })!;

        Assert.Equal((199, null, 20), (context.App!.Length, context.Device, context.Values!.Count));
        Assert.Equal("1", context.Values["order"]);
        Assert.All(context.Values, value => Assert.True(value.Key.Length <= 40 && value.Value.Length <= 200));
        Assert.Null(TicketContext.Wire(new TicketContext(), null));
        Assert.Null(TicketContext.Wire(null, null));
    }
}
