using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Claims.Device;

/// <summary>The client receives a push that carries the result of its ticket, and learns the result from it.</summary>
public sealed class Claim06_The_app_learns_the_result_from_its_push(TwoServers servers) : IClassFixture<TwoServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_push_alone_gives_the_app_the_result_and_the_ticket_it_belongs_to()
    {
        await using var app = await DeviceApp.StartAsync(servers, "alice");
        var ticket = await DeviceApp.SubmitAsync(app.A);
        using var ann = await servers.A.AgentAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "progress", "We asked the carrier.");
        await app.ReceiveNextAsync(app.A);
        await ann.ActAsync(ticket, "result", "It arrives tomorrow.");
        var push = await app.NextPushAsync(app.A);

        app.Network.IsOff = true;
        var received = await app.Inbox.ReceiveAsync(push, Token);

        Assert.Equal(ReceiveOutcome.Received, received.Outcome);
        Assert.Equal(new TicketResult(ticket, 4, received.Update!.At, "It arrives tomorrow."), received.Update.Result);
        var known = Assert.Single(await app.A.TicketsAsync(Token));
        Assert.Equal((ticket, TicketState.Resolved, received.Update.Result), (known.Id, known.State, known.Result));
        Assert.Equal(2, known.UnreadCount);
    }

    [Fact]
    public async Task What_stands_between_two_updates_of_a_ticket_need_not_be_asked_for()
    {
        await using var app = await DeviceApp.StartAsync(servers, "dora");
        var ticket = await DeviceApp.SubmitAsync(app.B);
        app.Network.IsOff = true;
        await servers.B.ResolveAsync(ticket, "Done.");

        var received = await app.Inbox.ReceiveAsync(await app.NextPushAsync(app.B), Token);

        Assert.Equal((ReceiveOutcome.Received, 3, "Done."), (received.Outcome, received.Update!.Seq, received.Update.Result?.Text));
    }

    [Fact]
    public async Task Before_the_app_can_ask_what_came_first_it_already_has_the_result_that_the_push_carried()
    {
        await using var app = await DeviceApp.StartAsync(servers, "bob");
        var ticket = await DeviceApp.SubmitAsync(app.B);
        using var ann = await servers.B.AgentAsync();
        await ann.ActAsync(ticket, "claim");
        await ann.ActAsync(ticket, "progress", "We asked the carrier.");
        await app.NextPushAsync(app.B);
        await ann.ActAsync(ticket, "result", "Done.");
        var push = await app.NextPushAsync(app.B);

        app.Network.IsOff = true;
        var received = await app.Inbox.ReceiveAsync(push, Token);
        Assert.Equal((ReceiveOutcome.Kept, "Done."), (received.Outcome, received.Update?.Result?.Text));

        app.Network.IsOff = false;
        app.Inbox.RetryNow();
        await DeviceApp.UntilAsync(async () => (await app.PublishedAsync()).Count > 1);
        Assert.Equal(["We asked the carrier.", "Done."], (await app.PublishedAsync()).Select(update => update.Text));
    }

    [Fact]
    public async Task Every_way_to_listen_tells_of_the_result_once()
    {
        await using var app = await DeviceApp.StartAsync(servers, "carol");
        var raised = new TaskCompletionSource<TicketUpdate>(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Inbox.UpdateReceived += (_, update) => raised.TrySetResult(update);
        await using var stream = app.A.ReadUpdatesAsync(null, Token).GetAsyncEnumerator(Token);
        var next = stream.MoveNextAsync();
        var ticket = await DeviceApp.SubmitAsync(app.A);

        await servers.A.ResolveAsync(ticket, "Done.");
        await app.ReceiveNextAsync(app.A);

        Assert.True(await next.AsTask().WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token));
        Assert.Equal("Done.", stream.Current.Result?.Text);
        Assert.Equal(stream.Current, await raised.Task.WaitAsync(TimeSpan.FromSeconds(60), TimeProvider.System, Token));
    }
}
