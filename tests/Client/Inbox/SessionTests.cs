using Microsoft.AspNetCore.Http;

namespace ServerlessSupport.Client.Tests.Inbox;

public sealed class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_unregisters_the_device_wipes_it_and_refuses_pushes()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var entry = server.Tickets.Add(ticket, "result", text: "secret");
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, entry), Token);
        var installation = (await phone.Server.RegisterDeviceAsync(new DeviceSettings { Platform = PushPlatform.Local }, Token)).InstallationId;

        Assert.True(await phone.Server.SignOutAsync(Token));

        Assert.Empty(server.Devices);
        Assert.Empty(await phone.Server.TicketsAsync(Token));
        Assert.Empty(await phone.PublishedAsync());
        foreach (var collection in new[] { "tickets", "held", "receipts", "outbox", "cursor" })
            Assert.Empty(await phone.Store.ListAsync(server.Name, collection, null, 10, Token));
        Assert.Equal(ReceiveOutcome.SignedOut, (await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, entry), Token)).Outcome);
        Assert.Equal(SupportException.NotSignedIn, (await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token))).Code);
        Assert.Equal(installation, (await phone.Server.DeviceAsync(Token)).InstallationId);
    }

    [Fact]
    public async Task Signing_out_offline_wipes_all_the_same_and_says_that_the_server_was_not_told()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Offline = true;
        var queued = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "?"), Token);

        Assert.False(await phone.Server.SignOutAsync(Token));

        Assert.Empty(await phone.Server.OutboxAsync(Token));
        await Assert.ThrowsAsync<SupportException>(() => queued.AnswerAsync(Token));
    }

    [Fact]
    public async Task An_erasure_is_asked_for_and_wipes_the_device_and_one_that_the_server_does_not_hear_of_wipes_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Tickets.Add(server.Tickets.Open("alice"), "result", text: "secret");
        await phone.Server.CatchUpAsync(Token);
        server.Offline = true;
        await Assert.ThrowsAsync<SupportException>(() => phone.Server.EraseAsync(Token));
        Assert.Single(await phone.Server.TicketsAsync(Token));
        server.Offline = false;

        await phone.Server.EraseAsync(Token);

        Assert.Single(server.Sent("DELETE", "/api/me"));
        Assert.Empty(await phone.Server.TicketsAsync(Token));
        Assert.Equal(SupportException.NotSignedIn, (await Assert.ThrowsAsync<SupportException>(() => phone.Server.EraseAsync(Token))).Code);
    }

    [Fact]
    public async Task What_is_being_sent_reaches_the_server_before_an_erasure_and_not_after_it()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (sending, erasing, opened) = (new TaskCompletionSource(), new TaskCompletionSource(), 0);
        server.Before = async request =>
        {
            if (request.Path == "/api/me")
            {
                opened = server.Tickets.All.Count;
                erasing.SetResult();
            }
            else if (HttpMethods.IsPost(request.Method) && request.Path == "/api/tickets")
            {
                sending.SetResult();
                // For as long as an erasure that does not wait for it would take to come.
                await Task.WhenAny(erasing.Task, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token));
            }
        };
        await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "?"), Token);
        await sending.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        await phone.Server.EraseAsync(Token);

        Assert.Equal(1, opened);
        Assert.Empty(await phone.Server.OutboxAsync(Token));
    }

    [Fact]
    public async Task Another_person_on_the_device_sees_nothing_of_the_one_before()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (first, second) = (server.Tickets.Open("alice"), server.Tickets.Open("bob", "Bob's"));
        var entry = server.Tickets.Add(first, "result", text: "for alice");
        server.Tickets.Add(second, "result", text: "for bob");
        await phone.Server.CatchUpAsync(Token);

        phone.Token = "bob";
        await phone.Server.SignInAsync("bob", Token);
        var late = await phone.Inbox.ReceiveAsync(Pushes.Of(server, first, entry), Token);
        await phone.Server.CatchUpAsync(Token);

        Assert.Equal(ReceiveOutcome.Foreign, late.Outcome);
        Assert.Equal("Bob's", Assert.Single(await phone.Server.TicketsAsync(Token)).Subject);
        Assert.Equal("for bob", Assert.Single(await phone.PublishedAsync()).Text);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_tickets_are_there_offline()
    {
        await using var server = await FakeServer.StartAsync();
        var (store, ticket) = (new InMemoryUpdateStore(), server.Tickets.Open("alice"));
        server.Tickets.Add(ticket, "result", text: "It is here.");
        await using (var phone = await Phone.StartAsync(server, store: store))
            await phone.Server.CatchUpAsync(Token);
        server.Offline = true;

        await using var next = await Phone.StartAsync(server, user: null, store: store);

        Assert.Equal("It is here.", Assert.Single(await next.Server.TicketsAsync(Token)).Result!.Text);
        next.Token = "alice";
        Assert.Equal("It is here.", (await next.Server.GetTicketAsync(ticket.Id, Token))!.Result!.Text);
        Assert.Equal(SupportException.Unreachable, (await Assert.ThrowsAsync<SupportException>(() => next.Server.CatchUpAsync(Token))).Code);
    }

    [Fact]
    public async Task An_answer_that_comes_after_signing_out_leaves_no_trace()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Tickets.Open("alice");
        var (reached, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        phone.Inbox.FindServer(server.Name);
        server.Fate = (request, _) =>
        {
            if (request.Path.Value!.EndsWith("/updates", StringComparison.Ordinal))
            {
                reached.TrySetResult();
                go.Task.Wait(TimeSpan.FromSeconds(60));
            }

            return Fault.None;
        };
        var catchingUp = phone.Server.CatchUpAsync(Token);
        await reached.Task.WaitAsync(Token);

        await phone.Server.SignOutAsync(Token);
        go.SetResult();

        Assert.Equal(SupportException.NotSignedIn, (await Assert.ThrowsAsync<SupportException>(() => catchingUp)).Code);
        Assert.Empty(await phone.Server.TicketsAsync(Token));
        Assert.Empty(await phone.Store.ListAsync(server.Name, "cursor", null, 10, Token));
    }

    [Fact]
    public async Task Who_waits_for_an_answer_is_told_when_another_person_signs_in()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Offline = true;
        var queued = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "?"), Token);
        await phone.Server.SignInAsync("bob", Token);

        Assert.Equal(SupportException.NotSignedIn, (await Assert.ThrowsAsync<SupportException>(() => queued.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token))).Code);
    }

    [Fact]
    public async Task Nothing_is_shown_to_another_person_though_the_session_was_lost()
    {
        await using var server = await FakeServer.StartAsync();
        var store = new InMemoryUpdateStore();
        await using (var phone = await Phone.StartAsync(server, store: store))
        {
            var ticket = server.Tickets.Open("alice");
            server.Tickets.Add(ticket, "result", text: "for alice");
            await phone.Server.CatchUpAsync(Token);
            server.Offline = true;
            await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "from alice"), Token);
        }

        await store.WriteAsync([new(server.Name, "session", "1", null)], Token);
        await using var next = await Phone.StartAsync(server, "bob", store);

        Assert.Empty(await next.Server.TicketsAsync(Token));
        Assert.Empty(await next.Server.OutboxAsync(Token));
        Assert.Empty(await next.PublishedAsync());
    }

    [Fact]
    public async Task A_registration_under_way_does_not_outlive_the_sign_out()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (seen, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Before = async request =>
        {
            if (request.Method == "PUT")
            {
                seen.TrySetResult();
                await release.Task;
            }
        };
        var registering = phone.Server.RegisterDeviceAsync(new DeviceSettings { Platform = PushPlatform.Local }, Token);
        await seen.Task;
        var signingOut = phone.Server.SignOutAsync(Token);
        // Long enough for a sign-out that does not wait to come first.
        await Task.WhenAny(signingOut, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Token));
        release.SetResult();

        Assert.True(await signingOut);
        Assert.False((await registering).IsRegistered);
        Assert.Empty(server.Devices);
    }
}
