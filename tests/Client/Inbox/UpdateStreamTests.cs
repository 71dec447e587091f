namespace ServerlessSupport.Client.Tests.Inbox;

public sealed class UpdateStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_event_tells_each_update_once_and_in_order_though_a_handler_throws()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (ticket, told, all) = (server.Tickets.Open("alice"), new List<string?>(), new TaskCompletionSource());
        phone.Inbox.UpdateReceived += (_, update) =>
        {
            told.Add(update.Text);
            if (told.Count == 5)
                all.SetResult();
            throw new InvalidOperationException("A bug of the app.");
        };

        var pushes = Enumerable.Range(1, 5).Select(i => Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: $"{i}"))).ToList();
        await Task.WhenAll(pushes.Concat(pushes).Reverse().Select(push => phone.Inbox.ReceiveAsync(push, Token)));
        await all.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);

        Assert.Equal(["1", "2", "3", "4", "5"], told);
        await Phone.UntilAsync(() => phone.Faults.Count == 5);
    }

    [Fact]
    public async Task A_reader_goes_on_where_it_stopped_also_after_a_restart()
    {
        await using var server = await FakeServer.StartAsync();
        var (store, ticket, position) = (new InMemoryUpdateStore(), server.Tickets.Open("alice"), 0L);
        await using (var phone = await Phone.StartAsync(server, store: store))
        {
            foreach (var text in new[] { "1", "2" })
                await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: text)), Token);
            await foreach (var update in phone.Inbox.ReadUpdatesAsync(0, Token))
            {
                position = update.Position;
                break;
            }
        }

        await using var next = await Phone.StartAsync(server, store: store);
        var read = new List<string?>();
        await foreach (var update in next.Server.ReadUpdatesAsync(position, Token))
        {
            read.Add(update.Text);
            if (read.Count == 2)
                break;
            await next.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "3")), Token);
        }

        Assert.Equal(["2", "3"], read);
    }

    [Fact]
    public async Task History_is_told_from_news()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "old");
        await phone.Inbox.CatchUpAsync(Token);
        server.Tickets.Add(ticket, "result", text: "new");
        await phone.Inbox.CatchUpAsync(Token);

        Assert.Equal([("old", true), ("new", false)], (await phone.PublishedAsync()).Select(update => (update.Text!, update.IsBacklog)));
    }

    [Fact]
    public async Task One_server_that_is_down_does_not_keep_the_others_from_catching_up()
    {
        await using var north = await FakeServer.StartAsync("north");
        await using var south = await FakeServer.StartAsync("south");
        await using var phone = await Phone.StartAsync(north);
        await phone.Add(south).SignInAsync("alice", Token);
        var ticket = south.Tickets.Open("alice");
        south.Tickets.Add(ticket, "result", text: "from south");
        north.Offline = true;

        var failures = await phone.Inbox.CatchUpAsync(Token);

        Assert.Equal(("north", SupportException.Unreachable), (Assert.Single(failures).Key, failures["north"].Code));
        Assert.Equal("from south", Assert.Single(await phone.PublishedAsync()).Text);
    }

    [Fact]
    public async Task A_reader_that_knows_a_place_of_a_lost_log_gets_all_of_the_new_one()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "1");
        await phone.Server.CatchUpAsync(Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));

        await foreach (var update in phone.Inbox.ReadUpdatesAsync(500, patience.Token))
        {
            Assert.Equal("1", update.Text);
            break;
        }
    }

    [Fact]
    public async Task The_log_goes_on_where_it_stopped_though_damage_took_its_counter()
    {
        await using var server = await FakeServer.StartAsync();
        var store = new InMemoryUpdateStore();
        var ticket = server.Tickets.Open("alice");
        await using (var phone = await Phone.StartAsync(server, store: store))
        {
            server.Tickets.Add(ticket, "progress", text: "1");
            server.Tickets.Add(ticket, "progress", text: "2");
            await phone.Server.CatchUpAsync(Token);
        }

        await store.WriteAsync([new("", "counters", "log", null)], Token);
        await using var next = await Phone.StartAsync(server, store: store);
        server.Tickets.Add(ticket, "progress", text: "3");
        await next.Server.CatchUpAsync(Token);

        Assert.Equal(["1", "2", "3"], (await next.PublishedAsync()).Select(update => update.Text));
    }

    [Fact]
    public async Task The_event_goes_on_after_the_store_failed_once()
    {
        await using var server = await FakeServer.StartAsync();
        var store = new FaultyStore();
        await using var phone = await Phone.StartAsync(server, store: store);
        var ticket = server.Tickets.Open("alice");
        var told = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        phone.Inbox.UpdateReceived += (_, update) => told.Enqueue(update.Text);
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "1")), Token);
        await Phone.UntilAsync(() => told.Count == 1);
        store.IsAway = true;
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "2")), Token);
        await Phone.UntilAsync(() => store.Failures > 0);
        store.IsAway = false;
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "3")), Token);

        await Phone.UntilAsync(() => told.Count == 3);
        Assert.Equal(["1", "2", "3"], told);
        Assert.All(phone.Faults, fault => Assert.Equal(SupportException.StoreFailed, Assert.IsType<SupportException>(fault).Code));
    }
}
