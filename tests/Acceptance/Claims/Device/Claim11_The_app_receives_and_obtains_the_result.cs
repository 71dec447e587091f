using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Claims.Device;

/// <summary>The client has a receiving module and a module that obtains the result from what was received.</summary>
public sealed class Claim11_The_app_receives_and_obtains_the_result(TwoServers servers) : IClassFixture<TwoServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_push_any_number_of_times_at_once_and_later_is_one_update()
    {
        await using var app = await DeviceApp.StartAsync(servers, "alice");
        var ticket = await DeviceApp.SubmitAsync(app.A);
        await servers.A.ResolveAsync(ticket, "Done.");
        var push = await app.NextPushAsync(app.A);

        var outcomes = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.Inbox.ReceiveAsync(push, Token)))).Select(result => result.Outcome);

        Assert.All(outcomes, outcome => Assert.True(outcome is ReceiveOutcome.Received or ReceiveOutcome.Duplicate));
        Assert.Equal(ReceiveOutcome.Duplicate, (await app.Inbox.ReceiveAsync(push, Token)).Outcome);
        Assert.Single(await app.PublishedAsync());
    }

    [Fact]
    public async Task Pushes_in_the_wrong_order_become_updates_in_the_right_one()
    {
        await using var app = await DeviceApp.StartAsync(servers, "bob");
        var (ofA, ofB) = (await DeviceApp.SubmitAsync(app.A), await DeviceApp.SubmitAsync(app.B));
        await servers.A.ResolveAsync(ofA, "4", "1", "2", "3");
        await servers.B.ResolveAsync(ofB, "4", "1", "2", "3");
        var pushes = (await app.NextPushesAsync(app.A, 4)).Zip(await app.NextPushesAsync(app.B, 4)).SelectMany(pair => new[] { pair.First, pair.Second });

        foreach (var push in pushes.Reverse())
            Assert.False((await app.Inbox.ReceiveAsync(push, Token)).IsRefused);

        foreach (var ticket in new[] { ofA, ofB })
            Assert.Equal(["1", "2", "3", "4"], (await app.PublishedAsync()).Where(update => update.TicketId == ticket).Select(update => update.Text));
    }

    [Fact]
    public async Task What_never_came_is_fetched_before_what_came_after_it_is_told()
    {
        await using var app = await DeviceApp.StartAsync(servers, "carol");
        var ticket = await DeviceApp.SubmitAsync(app.A);
        await servers.A.ResolveAsync(ticket, "result", "first", "second");
        var pushes = await app.NextPushesAsync(app.A, 3);

        var received = await app.Inbox.ReceiveAsync(pushes[2], Token);

        Assert.Equal((ReceiveOutcome.Received, "result"), (received.Outcome, received.Update?.Text));
        Assert.Equal([("first", UpdateKind.Progress), ("second", UpdateKind.Progress), ("result", UpdateKind.Result)], (await app.PublishedAsync()).Select(update => (update.Text, update.Kind)));
        Assert.Equal(ReceiveOutcome.Duplicate, (await app.Inbox.ReceiveAsync(pushes[0], Token)).Outcome);
    }

    [Fact]
    public async Task A_result_too_long_for_a_push_is_obtained_whole()
    {
        await using var app = await DeviceApp.StartAsync(servers, "dora");
        var ticket = await DeviceApp.SubmitAsync(app.B);
        var answer = string.Concat(Enumerable.Range(0, 900).Select(i => $"步骤 {i:D4}；\n"))[..8_000].Trim();
        await servers.B.ResolveAsync(ticket, answer);
        var push = await app.NextPushAsync(app.B);
        Assert.Contains("\"truncated\":true", push, StringComparison.Ordinal);

        var received = await app.Inbox.ReceiveAsync(push, Token);

        Assert.Equal((answer, false), (received.Update?.Result?.Text, received.Update?.IsTruncated));
        Assert.Equal(answer, Assert.Single(await app.PublishedAsync()).Text);
        Assert.Equal(answer, Assert.Single(await app.B.TicketsAsync(Token)).Result?.Text);
    }

    [Fact]
    public async Task Agents_see_that_the_device_received_the_result_and_that_the_customer_opened_it()
    {
        await using var app = await DeviceApp.StartAsync(servers, "emil");
        var ticket = await DeviceApp.SubmitAsync(app.A);
        await servers.A.ResolveAsync(ticket, "Done.");
        using var ann = await servers.A.AgentAsync();

        await app.ReceiveNextAsync(app.A);
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries")[0].GetProperty("state").GetString() == "received");
        await app.A.MarkOpenedAsync(ticket, Token);
        var seen = await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => body.GetProperty("deliveries")[0].GetProperty("state").GetString() == "opened");

        var steps = seen.GetProperty("deliveries")[0].GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString());
        Assert.Equal(["written", "handedOver", "received", "opened"], steps);
        Assert.Equal(0, Assert.Single(await app.A.TicketsAsync(Token)).UnreadCount);
    }
}
