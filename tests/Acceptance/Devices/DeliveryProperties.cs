using FsCheck.Xunit;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>Real pushes of two servers, recorded once, to be delivered in every way there is.</summary>
public sealed class RecordedPushes : IAsyncLifetime
{
    internal TwoServers Servers { get; } = new();

    internal IReadOnlyList<string> Pushes { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await Servers.InitializeAsync();
        await using var app = await DeviceApp.StartAsync(Servers, "alice");
        foreach (var (server, peer) in new[] { (app.A, Servers.A), (app.B, Servers.B), (app.A, Servers.A), (app.B, Servers.B) })
            await peer.ResolveAsync(await DeviceApp.SubmitAsync(server), "The result.", "short", new string('长', 4_000));
        Pushes = [.. await app.NextPushesAsync(app.A, 6), .. await app.NextPushesAsync(app.B, 6)];
    }

    public ValueTask DisposeAsync() => Servers.DisposeAsync();
}

/// <summary>Whatever becomes of the pushes of two servers on their way and of the app meanwhile, after one catch-up it told of every update once, whole, and in its ticket's order.</summary>
public sealed class DeliveryProperties(RecordedPushes recorded) : IClassFixture<RecordedPushes>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 25)]
    public async Task Any_loss_repetition_and_order_of_pushes_with_restarts_and_outages_between(byte[] script)
    {
        var folder = recorded.Servers.Folder();
        var app = await OpenAsync(folder);
        var running = new List<Task>();
        foreach (var step in script)
        {
            if (step < 200)
            {
                // Odd ones come while the next are on their way.
                var receiving = app.Inbox.ReceiveAsync(recorded.Pushes[step / 2 % recorded.Pushes.Count], Token);
                running.Add(receiving);
                if (step % 2 == 0)
                    await receiving;
            }
            else if (step < 230)
            {
                app.Network.IsOff = !app.Network.IsOff;
            }
            else
            {
                await Task.WhenAll(running);
                await app.DisposeAsync();
                app = await OpenAsync(folder);
            }
        }

        await Task.WhenAll(running);
        app.Network.IsOff = false;
        Assert.Empty(await app.Inbox.CatchUpAsync(Token));
        await app.HasEverythingOnceAsync(recorded.Servers);
        await app.DisposeAsync();
    }

    private async Task<DeviceApp> OpenAsync(string folder)
    {
        var app = DeviceApp.Open(recorded.Servers, folder, "alice");
        await app.A.SignInAsync("alice", Token);
        await app.B.SignInAsync("alice", Token);
        return app;
    }
}
