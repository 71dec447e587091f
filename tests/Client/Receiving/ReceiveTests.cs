namespace ServerlessSupport.Client.Tests.Receiving;

public sealed class ReceiveTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_publishes_the_result_of_its_ticket()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var entry = server.Tickets.Add(ticket, "result", text: "It is at your neighbour's.");

        var received = await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, entry), Token);

        Assert.Equal(ReceiveOutcome.Received, received.Outcome);
        Assert.Equal("It is at your neighbour's.", received.Update!.Result!.Text);
        var published = Assert.Single(await phone.PublishedAsync());
        Assert.Equal((ticket.Id, 2, UpdateKind.Result, false), (published.TicketId, published.Seq, published.Kind, published.IsBacklog));
        var kept = Assert.Single(await phone.Server.TicketsAsync(Token));
        Assert.Equal((TicketState.Resolved, "Where is my parcel?", 1), (kept.State, kept.Subject, kept.UnreadCount));
        Assert.Equal("It is at your neighbour's.", kept.Result!.Text);
    }

    [Fact]
    public async Task A_question_of_an_agent_is_an_update_that_is_unread_and_the_ticket_waits_for_its_customer()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "claimed");
        var question = server.Tickets.Add(ticket, "message", text: "Where do you live?");

        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, question), Token);
        server.Tickets.Add(ticket, "message", by: "customer", text: "In Mill Lane.");
        var looked = await phone.Server.GetTicketAsync(ticket.Id, Token);
        await phone.Server.CatchUpAsync(Token);

        var published = Assert.Single(await phone.PublishedAsync());
        Assert.Equal((UpdateKind.Message, "Where do you live?"), (published.Kind, published.Text));
        Assert.Equal((TicketState.InProgress, 1), (looked!.State, looked.UnreadCount));
        Assert.Equal([EntryAuthor.Agent, EntryAuthor.Customer], looked.Timeline.Where(entry => entry.Kind == EntryKind.Message).Select(entry => entry.By));
    }

    [Theory]
    [InlineData("push")]
    [InlineData("list")]
    [InlineData("look")]
    public async Task What_a_server_writes_after_a_backup_has_put_it_back_is_published_though_its_numbers_were_there_before(string by)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        foreach (var text in new[] { "first", "lost", "lost too" })
            await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: text)), Token);
        await phone.Server.CatchUpAsync(Token);
        await phone.Server.MarkOpenedAsync(ticket.Id, Token);

        server.Tickets.PutBack(ticket, 2);
        var missed = server.Tickets.Add(ticket, "progress", text: "anew");
        var newest = server.Tickets.Add(ticket, "result", text: "and the result");
        if (by == "look")
            await phone.Server.GetTicketAsync(ticket.Id, Token);
        if (by == "push")
            Assert.Equal(ReceiveOutcome.Received, (await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, newest), Token)).Outcome);
        else
            await phone.Server.CatchUpAsync(Token);

        Assert.Equal(["first", "lost", "lost too", "anew", "and the result"], (await phone.PublishedAsync()).Select(update => update.Text));
        Assert.Equal(ReceiveOutcome.Duplicate, (await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, missed), Token)).Outcome);
        var kept = Assert.Single(await phone.Server.TicketsAsync(Token));
        Assert.Equal((TicketState.Resolved, 2), (kept.State, kept.UnreadCount));
        Assert.Equal(["first", "anew", "and the result"], kept.Timeline.Where(entry => entry.By == EntryAuthor.Agent).Select(entry => entry.Text));
    }

    [Fact]
    public async Task The_same_push_twice_is_published_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var push = Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "We look for it."));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => phone.Inbox.ReceiveAsync(push, Token)));
        var later = await phone.Inbox.ReceiveAsync(push, Token);

        Assert.Single(outcomes, result => result.Outcome == ReceiveOutcome.Received);
        Assert.Equal(7, outcomes.Count(result => result.Outcome == ReceiveOutcome.Duplicate));
        Assert.Equal(ReceiveOutcome.Duplicate, later.Outcome);
        Assert.Single(await phone.PublishedAsync());
    }

    [Fact]
    public async Task A_second_sending_that_makes_no_sound_is_no_new_update_and_is_taken_where_the_first_was_lost()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var seen = server.Tickets.Add(ticket, "progress", text: "1");
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, seen), Token);

        var again = await phone.Inbox.ReceiveAsync(Pushes.Silent(server, ticket, seen), Token);
        var first = await phone.Inbox.ReceiveAsync(Pushes.Silent(server, ticket, server.Tickets.Add(ticket, "progress", text: "2")), Token);

        Assert.Equal((ReceiveOutcome.Duplicate, ReceiveOutcome.Received), (again.Outcome, first.Outcome));
        Assert.Equal(["1", "2"], (await phone.PublishedAsync()).Select(update => update.Text));
    }

    [Fact]
    public async Task An_update_that_comes_next_needs_no_request()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "1")), Token);
        var before = server.Requests.Count(seen => seen.Method == "GET");

        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: "2")), Token);

        Assert.Equal(["1", "2"], (await phone.PublishedAsync()).Select(update => update.Text));
        Assert.Equal(before, server.Requests.Count(seen => seen.Method == "GET"));
    }

    [Fact]
    public async Task A_push_that_names_the_update_before_it_needs_no_request_when_that_is_there_and_one_when_it_is_not()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var first = server.Tickets.Add(ticket, "progress", text: "1");
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, first), Token);
        server.Tickets.Add(ticket, "note", text: "internal");
        var second = server.Tickets.Add(ticket, "progress", text: "2");
        var third = server.Tickets.Add(ticket, "progress", text: "3");
        var before = server.Requests.Count(seen => seen.Method == "GET");

        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, second, previousSeq: first.Seq), Token);
        Assert.Equal(before, server.Requests.Count(seen => seen.Method == "GET"));
        Assert.Equal(["1", "2"], (await phone.PublishedAsync()).Select(update => update.Text));

        var fourth = server.Tickets.Add(ticket, "result", text: "4");
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, fourth, previousSeq: third.Seq), Token);
        Assert.True(server.Requests.Count(seen => seen.Method == "GET") > before);
        Assert.Equal(["1", "2", "3", "4"], (await phone.PublishedAsync()).Select(update => update.Text));
    }

    [Fact]
    public async Task A_status_that_was_told_in_an_answer_only_is_no_update()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "We look for it.");
        server.Tickets.Add(ticket, "status", "system", "Latest news: we look for it.", silent: true);
        var unlisted = server.Tickets.Add(ticket, "result", text: "Here it is.", listed: false);

        Assert.Equal(ReceiveOutcome.Received, (await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, unlisted), Token)).Outcome);

        Assert.Equal([2, 4], (await phone.PublishedAsync()).Select(update => update.Seq));
        Assert.Equal(2, Assert.Single(await phone.Server.TicketsAsync(Token)).UnreadCount);
    }

    [Fact]
    public async Task Gaps_are_filled_and_internal_entries_are_none()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "claimed");
        server.Tickets.Add(ticket, "progress", text: "lost on the way");
        server.Tickets.Add(ticket, "note", text: "for agents");
        var last = server.Tickets.Add(ticket, "result", text: "found");

        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, last), Token);

        Assert.Equal([3, 5], (await phone.PublishedAsync()).Select(update => update.Seq));
    }

    [Fact]
    public async Task A_truncated_text_is_published_whole()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        var text = new string('x', 5_000);

        var received = await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "result", text: text), cutTo: 100), Token);

        Assert.Equal((ReceiveOutcome.Received, text), (received.Outcome, received.Update!.Text));
        Assert.Equal(text, Assert.Single(await phone.PublishedAsync()).Text);
    }

    [Fact]
    public async Task While_the_server_cannot_be_asked_a_push_tells_its_result_and_is_published_later_by_itself()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "first");
        var push = Pushes.Of(server, ticket, server.Tickets.Add(ticket, "result", text: "second"));
        server.Offline = true;

        var received = await phone.Inbox.ReceiveAsync(push, Token);
        Assert.Equal((ReceiveOutcome.Kept, "second"), (received.Outcome, received.Update!.Result!.Text));
        Assert.Empty(await phone.PublishedAsync());

        server.Offline = false;
        await Phone.UntilAsync(async () => (await phone.PublishedAsync()).Count == 2);
        Assert.Equal(["first", "second"], (await phone.PublishedAsync()).Select(update => update.Text));
    }

    [Fact]
    public async Task A_push_before_sign_in_is_published_after_it_and_somebody_elses_is_dropped()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server, user: null);
        var (own, other) = (server.Tickets.Open("alice"), server.Tickets.Open("bob"));
        var kept = await phone.Inbox.ReceiveAsync(Pushes.Of(server, own, server.Tickets.Add(own, "result", text: "for alice")), Token);
        await phone.Inbox.ReceiveAsync(Pushes.Of(server, other, server.Tickets.Add(other, "result", text: "for bob")), Token);
        Assert.Equal(ReceiveOutcome.Kept, kept.Outcome);

        phone.Token = "alice";
        await phone.Server.SignInAsync("alice", Token);

        await Phone.UntilAsync(async () => (await phone.Store.ListAsync(server.Name, "held", null, 10, Token)).Count == 0);
        var published = Assert.Single(await phone.PublishedAsync());
        Assert.Equal(("for alice", false), (published.Text, published.IsBacklog));
    }

    [Fact]
    public async Task A_push_of_somebody_elses_ticket_is_refused_and_disturbs_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var other = server.Tickets.Open("bob");

        var received = await phone.Inbox.ReceiveAsync(Pushes.Of(server, other, server.Tickets.Add(other, "result", text: "for bob")), Token);

        Assert.Equal((ReceiveOutcome.Foreign, true), (received.Outcome, received.IsRefused));
        Assert.Null(received.Update);
        Assert.Empty(await phone.PublishedAsync());
        Assert.Empty(await phone.Store.ListAsync(server.Name, "held", null, 10, Token));
        Assert.Empty(await phone.Server.TicketsAsync(Token));
    }

    [Fact]
    public async Task Each_server_receives_its_own_pushes_and_an_unknown_one_is_refused()
    {
        await using var north = await FakeServer.StartAsync("north");
        await using var south = await FakeServer.StartAsync("south");
        await using var phone = await Phone.StartAsync(north);
        var second = phone.Add(south);
        await second.SignInAsync("alice", Token);
        var (one, two) = (north.Tickets.Open("alice"), south.Tickets.Open("alice"));
        var (first, answer) = (north.Tickets.Add(one, "result", text: "from north"), south.Tickets.Add(two, "result", text: "from south"));

        await phone.Inbox.ReceiveAsync(Pushes.Of(south, two, answer), Token);
        await phone.Inbox.ReceiveAsync(Pushes.Of(north, one, first), Token);
        var unknown = await phone.Inbox.ReceiveAsync(Pushes.Of("west", one.Id, first), Token);

        Assert.Equal([("south", "from south"), ("north", "from north")], (await phone.PublishedAsync()).Select(update => (update.Server, update.Text!)));
        Assert.Equal("from south", Assert.Single(await second.TicketsAsync(Token)).Result!.Text);
        Assert.Equal(ReceiveOutcome.UnknownServer, unknown.Outcome);
        Assert.Equal(ReceiveOutcome.UnknownServer, (await second.ReceiveAsync(Pushes.Of(north, one, first), Token)).Outcome);
    }

    [Fact]
    public async Task A_server_that_calls_itself_otherwise_is_reported()
    {
        await using var server = await FakeServer.StartAsync("north");
        await using var phone = await Phone.StartAsync(server);
        var misnamed = phone.Inbox.AddServer("south", new SupportServerOptions { BaseAddress = server.Address, AccessToken = (_, _) => Task.FromResult<string?>("alice") });
        await misnamed.SignInAsync("alice", Token);

        var fault = await Assert.ThrowsAsync<SupportException>(() => misnamed.CatchUpAsync(Token));

        Assert.Equal(SupportException.WrongServer, fault.Code);
    }
}
