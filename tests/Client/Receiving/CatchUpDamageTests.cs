namespace ServerlessSupport.Client.Tests.Receiving;

public sealed class CatchUpDamageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Damage_found_while_catching_up_is_caught_up_again()
    {
        await using var server = await FakeServer.StartAsync();
        var store = new InMemoryUpdateStore();
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "1");
        server.Tickets.Add(ticket, "progress", text: "2");
        server.Tickets.Add(ticket, "result", text: "3");
        server.Offline = true;
        await using (await Phone.StartAsync(server, store: store))
            await Phone.UntilAsync(async () => (await store.ListAsync(server.Name, "device", null, 1, Token)).Count == 1);
        server.Offline = false;
        await using (var phone = await Phone.StartAsync(server, store: new MortalStore(store, 1)))
        {
            await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token));
        }

        var held = await store.ListAsync(server.Name, "held", null, 10, Token);
        Assert.Equal(3, held.Count);
        await store.WriteAsync([new(server.Name, "held", held[0].Key, "rubbish")], Token);
        await using var next = await Phone.StartAsync(server, store: store);
        await next.Server.CatchUpAsync(Token);

        Assert.Equal(["1", "2", "3"], (await next.PublishedAsync()).Select(update => update.Text));
    }
}
