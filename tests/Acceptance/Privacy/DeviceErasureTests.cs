using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Client;

namespace ServerlessSupport.Acceptance.Privacy;

/// <summary>A customer deletes their account in the app.</summary>
public sealed class DeviceErasureTests(TwoServers servers) : IClassFixture<TwoServers>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_app_has_its_person_erased_on_one_server_and_the_other_knows_them_still()
    {
        await using var app = await DeviceApp.StartAsync(servers, "leaver");
        await DeviceApp.SubmitAsync(app.A);
        await DeviceApp.SubmitAsync(app.B);

        await app.A.EraseAsync(Token);

        Assert.Empty(await app.A.TicketsAsync(Token));
        await app.A.SignInAsync("leaver", Token);
        await app.A.CatchUpAsync(Token);
        Assert.Empty(await app.A.TicketsAsync(Token));
        Assert.Empty(await app.A.DevicesAsync(Token));
        Assert.Single(await app.B.TicketsAsync(Token));
    }
}
