using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Claims.Device;

/// <summary>The client has one receiving module per server, or one with an interface per server.</summary>
public sealed class Claim13_The_app_has_one_receiving_interface_per_server(TwoServers servers) : IClassFixture<TwoServers>
{
    private const int TicketsEach = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pushes_of_two_servers_at_once_each_reach_the_interface_of_their_server()
    {
        await using var app = await DeviceApp.StartAsync(servers, "alice");
        var tickets = new[] { (Server: app.A, Peer: servers.A), (Server: app.B, Peer: servers.B) };
        await Task.WhenAll(tickets.Select(server => WorkAsync(server.Server, server.Peer)));

        var pushes = (await app.NextPushesAsync(app.A, 2 * TicketsEach)).Concat(await app.NextPushesAsync(app.B, 2 * TicketsEach)).ToArray();
        Random.Shared.Shuffle(pushes);
        var results = await Task.WhenAll(pushes.Select(push => app.Inbox.ReceiveAsync(push, Token)));
        await DeviceApp.UntilAsync(async () => (await app.PublishedAsync()).Count == 4 * TicketsEach);

        Assert.DoesNotContain(results, result => result.IsRefused);
        foreach (var (server, _) in tickets)
        {
            var known = (await server.TicketsAsync(Token)).Select(ticket => ticket.Id).ToHashSet();
            var published = (await app.PublishedAsync()).Where(update => update.Server == server.Name).ToList();
            Assert.Equal(TicketsEach, known.Count);
            Assert.Equal(known, [.. published.Select(update => update.TicketId)]);
            Assert.All(published.GroupBy(update => update.TicketId), updates => Assert.Equal([$"progress of {server.Name}", $"result of {server.Name}"], updates.Select(update => update.Text)));
        }
    }

    [Fact]
    public async Task What_is_unknown_malformed_or_foreign_is_refused_with_a_reason_and_disturbs_nothing()
    {
        await using var app = await DeviceApp.StartAsync(servers, "bob");
        using var mallory = await servers.A.CustomerAsync("mallory");
        await using var stolen = await mallory.ConnectAsync("mallorys-phone");
        await servers.A.ResolveAsync(await mallory.SubmitAsync(), "Not for bob.");
        var foreign = (await stolen.NextAsync()).GetRawText();
        var ticket = await DeviceApp.SubmitAsync(app.A);
        await servers.A.ResolveAsync(ticket, "For bob.");
        var own = await app.NextPushAsync(app.A);
        Assert.Equal(ReceiveOutcome.Received, (await app.Inbox.ReceiveAsync(own, Token)).Outcome);
        var before = await app.PublishedAsync();

        var refused = new List<(string Push, ReceiveOutcome Outcome)>
        {
            (foreign, ReceiveOutcome.Foreign),
            (own.Replace("\"server\":\"a\"", "\"server\":\"c\"", StringComparison.Ordinal), ReceiveOutcome.UnknownServer),
            (own.Replace("\"server\":\"a\"", "\"server\":\"b\"", StringComparison.Ordinal), ReceiveOutcome.Foreign),
            (own.Replace("\"seq\":3", "\"seq\":4", StringComparison.Ordinal), ReceiveOutcome.Malformed),
            (own[..(own.Length / 2)], ReceiveOutcome.Malformed),
            ("{\"aps\":{\"alert\":\"Another app's\"}}", ReceiveOutcome.Malformed),
            ("", ReceiveOutcome.Malformed),
        };
        foreach (var (push, outcome) in refused)
        {
            var result = await app.Inbox.ReceiveAsync(push, Token);
            Assert.Equal((outcome, true, (TicketUpdate?)null), (result.Outcome, result.IsRefused, result.Update));
            Assert.NotEmpty(result.Reason);
        }

        Assert.Equal(ReceiveOutcome.UnknownServer, (await app.B.ReceiveAsync(own, Token)).Outcome);
        Assert.Equal(before, await app.PublishedAsync());
        Assert.Empty(await app.B.TicketsAsync(Token));
        Assert.Equal(ticket, Assert.Single(await app.A.TicketsAsync(Token)).Id);
        Assert.Empty(app.Faults);
        await (await app.A.InquireAsync(ticket, "Really?", Token)).AnswerAsync(Token);
        await servers.A.ResolveAsync(ticket, "Still for bob.");
        Assert.Equal((ReceiveOutcome.Received, "Still for bob."), await NextAsync(app));
    }

    [Fact]
    public async Task After_signing_out_of_one_server_a_push_of_who_was_signed_in_is_dropped_and_the_other_server_goes_on()
    {
        await using var app = await DeviceApp.StartAsync(servers, "carol");
        var (ofA, ofB) = (await DeviceApp.SubmitAsync(app.A), await DeviceApp.SubmitAsync(app.B));
        await servers.A.ResolveAsync(ofA, "Carol's own.");
        var late = await app.NextPushAsync(app.A);

        Assert.True(await app.A.SignOutAsync(Token));
        Assert.Equal(ReceiveOutcome.SignedOut, (await app.Inbox.ReceiveAsync(late, Token)).Outcome);
        app.User = "dave";
        await app.A.SignInAsync("dave", Token);
        Assert.Equal(ReceiveOutcome.Foreign, (await app.Inbox.ReceiveAsync(late, Token)).Outcome);
        app.User = "carol";
        await servers.B.ResolveAsync(ofB, "Done.");
        Assert.Equal(ReceiveOutcome.Received, (await app.ReceiveNextAsync(app.B)).Outcome);

        Assert.Equal([("b", "Done.")], (await app.PublishedAsync()).Select(update => (update.Server, update.Text)));
        Assert.Empty(await app.A.TicketsAsync(Token));
    }

    [Fact]
    public async Task A_server_that_is_down_keeps_no_other_from_being_caught_up_with()
    {
        await using var app = await DeviceApp.StartAsync(servers, "emil");
        await servers.B.ResolveAsync(await DeviceApp.SubmitAsync(app.B), "Done.");
        await servers.A.KillAsync();

        var failures = await app.Inbox.CatchUpAsync(Token);
        await servers.A.StartAsync();

        Assert.Equal(["a"], failures.Keys);
        Assert.True(failures["a"].IsTransient);
        Assert.Equal("Done.", Assert.Single(await app.PublishedAsync()).Text);
        Assert.Empty(await app.Inbox.CatchUpAsync(Token));
    }

    private static async Task<(ReceiveOutcome Outcome, string? Text)> NextAsync(DeviceApp app)
    {
        var result = await app.ReceiveNextAsync(app.A);
        return (result.Outcome, result.Update?.Text);
    }

    private static async Task WorkAsync(SupportServer server, NamedServer peer)
    {
        for (var i = 0; i < TicketsEach; i++)
            await peer.ResolveAsync(await DeviceApp.SubmitAsync(server), $"result of {peer.Name}", $"progress of {peer.Name}");
    }
}
