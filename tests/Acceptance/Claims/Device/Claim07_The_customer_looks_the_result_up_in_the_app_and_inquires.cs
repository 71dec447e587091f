using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Claims.Device;

/// <summary>The customer signs in to the app and looks the result up; if not satisfied, sends an inquiry back through the app.</summary>
public sealed class Claim07_The_customer_looks_the_result_up_in_the_app_and_inquires(TwoServers servers) : IClassFixture<TwoServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_looked_up_before_somebody_signs_in_and_then_the_result_is_there_without_any_push()
    {
        using var elsewhere = await servers.A.CustomerAsync("alice");
        var ticket = await elsewhere.SubmitAsync();
        await servers.A.ResolveAsync(ticket, "It arrives tomorrow.");
        await using var app = DeviceApp.Open(servers, servers.Folder(), "alice");

        Assert.Equal(SupportException.NotSignedIn, (await Assert.ThrowsAsync<SupportException>(() => app.A.GetTicketAsync(ticket, Token))).Code);
        Assert.Empty(await app.A.TicketsAsync(Token));

        await app.A.SignInAsync("alice", Token);
        var found = await app.A.GetTicketAsync(ticket, Token);
        Assert.Equal((TicketState.Resolved, "It arrives tomorrow."), (found?.State, found?.Result?.Text));
        Assert.Null(await app.A.GetTicketAsync("0000000000000000000000-01JNB0000000000000000000000", Token));
    }

    [Fact]
    public async Task An_unhappy_customer_reopens_the_ticket_and_gets_another_result()
    {
        await using var app = await DeviceApp.StartAsync(servers, "bob");
        var ticket = await DeviceApp.SubmitAsync(app.A);
        await servers.A.ResolveAsync(ticket, "Restart it.");
        Assert.Equal("Restart it.", (await app.ReceiveNextAsync(app.A)).Update?.Result?.Text);

        var answer = await (await app.A.InquireAsync(ticket, "That did not help.", Token)).AnswerAsync(Token);

        Assert.Equal((InquiryOutcome.Reopened, TicketState.Open), (answer.Outcome, answer.Ticket?.State));
        using var ann = await servers.A.AgentAsync();
        var open = (await ann.GetAsync("/api/agent/tickets?state=open&limit=100")).Body.GetProperty("items").EnumerateArray();
        Assert.Contains(open, item => item.GetProperty("id").GetString() == ticket);

        await servers.A.ResolveAsync(ticket, "We send you a new one.");
        var second = (await app.ReceiveNextAsync(app.A)).Update!.Result!;
        Assert.Equal("We send you a new one.", second.Text);
        Assert.Equal(second, (await app.A.GetTicketAsync(ticket, Token))!.Result);
        Assert.Equal(["Restart it.", "We send you a new one."], (await app.PublishedAsync()).Select(update => update.Result?.Text));
    }

    [Fact]
    public async Task Asking_each_server_before_there_is_a_result_tells_where_its_ticket_stands_in_the_answer_and_by_push()
    {
        await using var app = await DeviceApp.StartAsync(servers, "carol");
        foreach (var (server, name) in new[] { (app.A, servers.A), (app.B, servers.B) })
        {
            var ticket = await DeviceApp.SubmitAsync(server);

            var answer = await (await server.InquireAsync(ticket, null, Token)).AnswerAsync(Token);
            var pushed = await app.ReceiveNextAsync(server);

            Assert.Equal(InquiryOutcome.Status, answer.Outcome);
            Assert.Equal((name.Name, ticket, UpdateKind.Status, answer.Status), (pushed.Update?.Server, pushed.Update?.TicketId, pushed.Update?.Kind, pushed.Update?.Text));
            Assert.Contains((await server.GetTicketAsync(ticket, Token))!.Timeline, entry => entry is { Kind: EntryKind.Inquiry, IsNudge: true });
        }
    }
}
