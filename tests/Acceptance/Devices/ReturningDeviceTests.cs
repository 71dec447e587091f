using System.Text.Json;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>A device that was away comes back as another to the push platform and as the same to the customer: nothing doubled, nothing lost.</summary>
public sealed class ReturningDeviceTests(TwoServers servers) : IClassFixture<TwoServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_that_goes_offline_restarts_and_changes_its_channel_has_everything_once()
    {
        var folder = servers.Folder();
        string ofA, ofB, installation;
        await using (var app = await DeviceApp.StartAsync(servers, "alice", folder))
        {
            (ofA, ofB) = (await DeviceApp.SubmitAsync(app.A), await DeviceApp.SubmitAsync(app.B));
            await ActAsync(ofA, ofB, "claim");
            await ActAsync(ofA, ofB, "progress", "before");
            await app.ReceiveNextAsync(app.A);
            app.Network.IsOff = true;
            await app.A.InquireAsync(ofA, "given without a network", Token);
            installation = (await app.A.DeviceAsync(Token)).InstallationId;
        }

        await ActAsync(ofA, ofB, "progress", "while away");
        await using var again = DeviceApp.Open(servers, folder, "alice");
        again.Network.IsOff = true;
        Assert.Equal("before", (await again.A.TicketsAsync(Token)).Single().Timeline.Last(entry => entry.Kind == EntryKind.Progress).Text);
        var changed = new DeviceSettings { Platform = PushPlatform.FcmV1, Channel = "a-token-that-is-new" };
        Assert.False((await again.A.RegisterDeviceAsync(changed, Token)).IsRegistered);
        await again.A.InquireAsync(ofA, "given after the restart", Token);

        again.Network.IsOff = false;
        Assert.True((await again.B.RegisterDeviceAsync(changed, Token)).IsRegistered);
        again.Inbox.RetryNow();
        await again.SentAsync();
        await DeviceApp.UntilAsync(async () => (await again.A.DeviceAsync(Token)).IsRegistered);
        Assert.Equal(installation, (await again.A.DeviceAsync(Token)).InstallationId);
        await Task.WhenAll(ReceiveAllAsync(again, again.A, servers.A, ofA), ReceiveAllAsync(again, again.B, servers.B, ofB), again.Inbox.CatchUpAsync(Token));

        await again.HasEverythingOnceAsync(servers);
        var asked = (await servers.A.TicketsAsync("alice")).Single().GetProperty("timeline").EnumerateArray().Where(entry => entry.GetProperty("kind").GetString() == "inquiry");
        Assert.Equal(["given without a network", "given after the restart"], asked.Select(entry => entry.GetProperty("text").GetString()));
        using var alice = await servers.A.CustomerAsync("alice");
        Assert.Equal("fcmV1", (await alice.GetAsync($"/api/devices/{installation}")).Body.GetProperty("platform").GetString());
    }

    [Fact]
    public async Task A_device_that_was_wiped_catches_up_with_all_there_ever_was_as_history()
    {
        await using (var app = await DeviceApp.StartAsync(servers, "bob"))
            foreach (var (server, peer) in new[] { (app.A, servers.A), (app.B, servers.B) })
                await peer.ResolveAsync(await DeviceApp.SubmitAsync(server), "Done.", "first", "second");

        await using var wiped = await DeviceApp.StartAsync(servers, "bob");
        Assert.Empty(await wiped.Inbox.CatchUpAsync(Token));

        await wiped.HasEverythingOnceAsync(servers);
        Assert.Equal(6, (await wiped.PublishedAsync()).Count(update => update.IsBacklog));
    }

    // The platform delivers all it ever had for the device, the result last, in the form of its new channel.
    private static async Task ReceiveAllAsync(DeviceApp app, SupportServer server, NamedServer peer, string ticket)
    {
        await app.ConnectAsync(server, peer.Address);
        using var ann = await peer.AgentAsync();
        await ann.ActAsync(ticket, "result", "Done.");
        ReceiveResult received;
        do
        {
            var data = JsonDocument.Parse(await app.NextPushAsync(server)).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
            received = await app.Inbox.ReceiveDataAsync(data, Token);
            Assert.False(received.IsRefused, received.Reason);
        }
        while (received.Update?.Result is null);
    }

    private async Task ActAsync(string ofA, string ofB, string action, string? text = null)
    {
        foreach (var (server, ticket) in new[] { (servers.A, ofA), (servers.B, ofB) })
        {
            using var ann = await server.AgentAsync();
            await ann.ActAsync(ticket, action, text);
        }
    }
}
