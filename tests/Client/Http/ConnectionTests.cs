using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace ServerlessSupport.Client.Tests.Http;

public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_call_is_given_time_for_a_server_that_has_to_start() =>
        Assert.True(new SupportServerOptions { BaseAddress = new Uri("https://support.example.com"), AccessToken = (_, _) => Task.FromResult<string?>(null) }.RequestTimeout >= TimeSpan.FromSeconds(15));

    [Fact]
    public async Task A_refused_token_is_refreshed_once_for_all_who_wait()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Refused["alice"] = true;

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => phone.Server.GetTicketAsync(ticket.Id, Token)));

        Assert.Equal(1, phone.Refreshes);
    }

    [Fact]
    public async Task A_token_that_stays_refused_is_an_error_with_what_the_server_says()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        foreach (var token in new[] { "alice", "alice.1", "alice.2", "alice.3" })
            server.Refused[token] = true;

        var fault = await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token));

        Assert.Equal((401, "unauthenticated", "trace-1"), (fault.Status, fault.Code, fault.TraceId));
    }

    [Fact]
    public async Task Without_a_token_feedback_waits_for_one()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        phone.Token = null;
        var queued = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "?"), Token);
        Assert.Equal(SupportException.NoToken, (await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token))).Code);

        phone.Token = "alice";

        Assert.NotNull((await queued.AnswerAsync(Token)).Ticket);
    }

    [Theory]
    [InlineData("alice\nbob")]
    [InlineData("al ice")]
    [InlineData("älice")]
    public async Task A_token_that_no_header_carries_is_none(string token)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        phone.Token = token;

        Assert.Equal(SupportException.NoToken, (await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token))).Code);
    }

    [Theory]
    [InlineData("/api/updates", """{}""")]
    [InlineData("/api/updates", """{"items":null,"cursor":"1","hasMore":false}""")]
    [InlineData("/api/updates", """{"items":[null],"cursor":"1","hasMore":false}""")]
    [InlineData("/api/updates", """{"items":[{"ticketId":null,"seq":1,"kind":"result","at":"2026-11-23T08:00:00Z"}],"cursor":"1","hasMore":false}""")]
    [InlineData("/api/updates", """{"items":[{"ticketId":"t","seq":1,"at":"2026-11-23T08:00:00Z"}],"cursor":"1","hasMore":false}""")]
    [InlineData("/api/updates", """{"items":[],"hasMore":true}""")]
    [InlineData("/api/tickets", """{}""")]
    [InlineData("/api/tickets", """{"items":[null]}""")]
    [InlineData("/api/tickets", """{"items":[{"id":null}]}""")]
    public async Task An_answer_that_lacks_what_every_server_says_is_none(string path, string answer)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Odd[path] = answer;

        Assert.Equal(SupportException.InvalidAnswer, (await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token))).Code);
        server.Odd.Clear();
        await phone.Server.CatchUpAsync(Token);
    }

    [Theory]
    [InlineData("/api/updates", """{"items":[],"cursor":"c{0}","hasMore":true}""")]
    [InlineData("/api/updates", """{"items":[{"ticketId":"t","seq":1,"kind":"result","at":"2026-11-23T08:00:00Z"}],"cursor":"c","hasMore":true}""")]
    public async Task A_list_that_does_not_end_is_no_answer(string path, string answer)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Odd[path] = answer;

        var fault = await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token));

        Assert.Equal(SupportException.InvalidAnswer, fault.Code);
    }

    [Fact]
    public async Task Tickets_are_listed_once_though_their_list_does_not_end()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Odd["/api/tickets"] = """{"items":[],"cursor":"c{0}"}""";

        await phone.Server.CatchUpAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Theory]
    [InlineData("""{"id":"t","timeline":[null]}""")]
    [InlineData("""{"id":"t","timeline":null}""")]
    [InlineData("""{"id":"t","timeline":[{"seq":1,"at":"2026-11-23T08:00:00Z"}]}""")]
    public async Task So_is_a_ticket(string answer)
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Odd["/api/tickets/t"] = answer;

        Assert.Equal(SupportException.InvalidAnswer, (await Assert.ThrowsAsync<SupportException>(() => phone.Server.GetTicketAsync("t", Token))).Code);
    }

    [Theory]
    [InlineData(nameof(Fault.Drop))]
    [InlineData(nameof(Fault.LoseAnswer))]
    [InlineData(nameof(Fault.Busy))]
    [InlineData(nameof(Fault.Broken))]
    public async Task A_fault_that_passes_is_not_noticed(string fault)
    {
        await using var server = await FakeServer.StartAsync();
        var faults = 0;
        server.Fate = (_, _) => faults++ < 2 ? Enum.Parse<Fault>(fault) : Fault.None;
        await using var phone = await Phone.StartAsync(server);

        await phone.Server.CatchUpAsync(Token);

        Assert.True(faults >= 3);
    }

    [Fact]
    public async Task A_busy_server_is_left_alone_for_as_long_as_it_asks()
    {
        await using var server = await FakeServer.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero));
        var asked = new ConcurrentQueue<DateTimeOffset>();
        server.RetryAfter = "30";
        server.Fate = (_, number) =>
        {
            asked.Enqueue(time.GetUtcNow());
            return number == 1 ? Fault.Busy : Fault.None;
        };
        await using var phone = await Phone.StartAsync(server, time: time);
        var queued = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "?"), Token);
        await Phone.UntilAsync(() => !asked.IsEmpty);

        await Phone.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            phone.Inbox.RetryNow();
            return asked.Count > 1;
        });

        Assert.InRange(asked.ElementAt(1) - asked.First(), TimeSpan.FromSeconds(30), TimeSpan.MaxValue);
        Assert.NotNull((await queued.AnswerAsync(Token)).Ticket);
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("2000000000", 2_000_000_000)]
    public async Task Who_waits_for_an_answer_is_told_of_a_pause_that_is_longer_than_a_call_may_take(string asked, double seconds)
    {
        await using var server = await FakeServer.StartAsync();
        server.RetryAfter = asked;
        server.Fate = (_, _) => Fault.Busy;
        await using var phone = await Phone.StartAsync(server);

        var fault = await Assert.ThrowsAsync<SupportException>(() => phone.Server.CatchUpAsync(Token));

        Assert.Equal((503, TimeSpan.FromSeconds(seconds)), (fault.Status, fault.RetryAfter));
    }

    [Fact]
    public async Task An_answer_larger_than_any_good_one_fills_no_memory()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: new string('x', 17 << 20));

        await Assert.ThrowsAsync<SupportException>(() => phone.Server.GetTicketAsync(ticket.Id, Token));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up_in_time()
    {
        await using var north = await FakeServer.StartAsync("north");
        await using var south = await FakeServer.StartAsync("south");
        await using var phone = await Phone.StartAsync(north);
        var slow = phone.Add(south, timeout: TimeSpan.FromMilliseconds(100));
        await slow.SignInAsync("alice", Token);
        south.Fate = (_, _) => Fault.Hang;

        var fault = await Assert.ThrowsAsync<SupportException>(() => slow.CatchUpAsync(Token));

        Assert.Equal((SupportException.TimedOut, true), (fault.Code, fault.IsTransient));
    }

    [Fact]
    public async Task A_caller_who_gives_up_gets_a_cancellation()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        server.Fate = (_, _) =>
        {
            giveUp.Cancel();
            return Fault.Hang;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => phone.Server.CatchUpAsync(giveUp.Token));
    }

    [Fact]
    public void Waits_double_up_to_the_longest_and_never_undercut_what_the_server_asks()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));

        for (var failures = 1; failures < 100; failures++)
        {
            var full = Math.Min(Math.Pow(2, failures - 1), 10);
            Assert.InRange(backoff.After(failures, null).TotalSeconds, full / 2, full);
        }

        Assert.Equal(TimeSpan.FromSeconds(90), backoff.After(1, TimeSpan.FromSeconds(90)));
        Assert.Equal(TimeSpan.FromHours(1), backoff.After(1, TimeSpan.FromDays(9)));
    }

    [Theory]
    [InlineData("http://support.example.com")]
    [InlineData("ftp://support.example.com")]
    [InlineData("https://alice:secret@support.example.com")]
    [InlineData("https://support.example.com?tenant=a")]
    [InlineData("https://support.example.com#a")]
    public async Task An_address_that_is_not_safe_or_more_than_one_is_refused(string address)
    {
        await using var inbox = new SupportInbox(new SupportInboxOptions { Store = new InMemoryUpdateStore() });

        var refused = Assert.Throws<ArgumentException>(() => inbox.AddServer("north", new SupportServerOptions { BaseAddress = new Uri(address), AccessToken = (_, _) => Task.FromResult<string?>("t") }));

        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_callback_that_times_out_is_tried_again()
    {
        await using var server = await FakeServer.StartAsync();
        await using var inbox = new SupportInbox(new SupportInboxOptions { Store = new InMemoryUpdateStore() });
        var asked = 0;
        var client = inbox.AddServer(server.Name, new SupportServerOptions
        {
            BaseAddress = server.Address,
            AccessToken = (_, _) => asked++ == 0 ? throw new TaskCanceledException("The identity service did not answer.") : Task.FromResult<string?>("alice"),
            FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        });
        await client.SignInAsync("alice", Token);
        var queued = await client.SubmitAsync(new NewTicket(TicketCategory.Question, "?"), Token);

        Assert.NotNull(await queued.AnswerAsync(Token).WaitAsync(TimeSpan.FromSeconds(60), Token));
    }

    [Fact]
    public async Task A_token_callback_that_times_out_is_no_cancellation()
    {
        await using var server = await FakeServer.StartAsync();
        await using var inbox = new SupportInbox(new SupportInboxOptions { Store = new InMemoryUpdateStore() });
        var client = inbox.AddServer(server.Name, new SupportServerOptions
        {
            BaseAddress = server.Address,
            AccessToken = (_, _) => throw new TaskCanceledException("The identity service did not answer."),
            FirstRetryDelay = TimeSpan.FromMilliseconds(5),
        });
        await client.SignInAsync("alice", Token);

        Assert.Equal(SupportException.NoToken, (await Assert.ThrowsAsync<SupportException>(() => client.CatchUpAsync(Token))).Code);
    }
}
