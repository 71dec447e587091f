namespace ServerlessSupport.Client.Tests.Feedback;

public sealed class OutboxTests
{
    private static readonly NewTicket Question = new(TicketCategory.Question, "Where is my parcel?", "Parcel");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_ticket_is_submitted_and_known_here_at_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);

        var queued = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Complaint, "It is broken.", "Broken"), Token);
        var answer = await queued.AnswerAsync(Token);

        var opened = Assert.Single(server.Tickets.All);
        Assert.Equal((opened.Id, "Broken", TicketCategory.Complaint, TicketState.Open), (answer.TicketId, answer.Ticket!.Subject, answer.Ticket.Category, answer.Ticket.State));
        Assert.Equal("It is broken.", answer.Ticket.Timeline[0].Text);
        Assert.Equal(opened.Id, Assert.Single(await phone.Server.TicketsAsync(Token)).Id);
        Assert.Equal(opened.Id, (await phone.Server.GetTicketAsync(queued.TicketId, Token))!.Id);
        Assert.Empty(await phone.Server.OutboxAsync(Token));
    }

    [Fact]
    public async Task A_lost_answer_cannot_make_two_tickets()
    {
        await using var server = await FakeServer.StartAsync();
        var lost = 0;
        server.Fate = (request, _) => request.Method == "POST" && lost++ < 3 ? Fault.LoseAnswer : Fault.None;
        await using var phone = await Phone.StartAsync(server);

        var answer = await (await phone.Server.SubmitAsync(Question, Token)).AnswerAsync(Token);

        Assert.Equal(answer.TicketId, Assert.Single(server.Tickets.All).Id);
        Assert.Equal(4, server.Sent("POST", "/tickets").Count);
        Assert.Single(server.Sent("POST", "/tickets").Select(seen => seen.Key).Distinct());
    }

    [Fact]
    public async Task What_was_given_offline_is_sent_in_order_when_back_also_about_a_ticket_not_sent_yet()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        server.Offline = true;

        var first = await phone.Server.SubmitAsync(Question, Token);
        var nudge = await phone.Server.InquireAsync(first.TicketId, null, Token);
        var second = await phone.Server.SubmitAsync(Question with { Text = "And my other parcel?" }, Token);
        var more = await phone.Server.InquireAsync(first.TicketId, "It was blue.", Token);
        Assert.Equal(4, (await phone.Server.OutboxAsync(Token)).Count);
        server.Offline = false;
        var answer = await more.AnswerAsync(Token);

        Assert.Equal(InquiryOutcome.Status, (await nudge.AnswerAsync(Token)).Outcome);
        Assert.Equal("Your ticket waits for an agent.", answer.Status);
        Assert.Equal((await first.AnswerAsync(Token)).TicketId, answer.TicketId);
        Assert.NotEqual((await second.AnswerAsync(Token)).TicketId, answer.TicketId);
        Assert.Equal(["submitted", "inquiry", "status", "inquiry", "status"], server.Tickets.All[0].Entries.Select(entry => entry.Kind));
        Assert.Equal(["/api/tickets", "inquiries", "/api/tickets", "inquiries"], server.Requests.Where(seen => seen.Method == "POST").Select(seen => seen.Path.StartsWith("/api/tickets/", StringComparison.Ordinal) ? seen.Path.Split('/')[^1] : seen.Path));
    }

    [Fact]
    public async Task An_unsatisfied_customer_reopens_the_ticket_and_rates_it()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "result", text: "No.");

        var rated = await (await phone.Server.RateAsync(ticket.Id, 1, "Too short", Token)).AnswerAsync(Token);
        var answer = await (await phone.Server.InquireAsync(ticket.Id, "Why not?", Token)).AnswerAsync(Token);

        Assert.Equal((InquiryOutcome.Reopened, TicketState.Open), (answer.Outcome, answer.Ticket!.State));
        Assert.Equal((EntryKind.Rating, 1), (rated.Ticket!.Timeline[^1].Kind, rated.Ticket.Timeline[^1].Score));
    }

    [Fact]
    public async Task A_refusal_is_kept_until_the_app_decides_and_stops_nothing_behind_it()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var settled = new TaskCompletionSource<FeedbackSettledEventArgs>();
        phone.Inbox.FeedbackSettled += (_, told) => settled.TrySetResult(told);

        var refused = await phone.Server.InquireAsync("alice-99", "Hello?", Token);
        var next = await phone.Server.SubmitAsync(Question, Token);
        var fault = await Assert.ThrowsAsync<SupportException>(() => refused.AnswerAsync(Token));
        await next.AnswerAsync(Token);

        Assert.Equal((404, "not_found", "trace-1"), (fault.Status, fault.Code, fault.TraceId));
        Assert.Equal(refused.Id, (await settled.Task.WaitAsync(Token)).Id);
        var kept = Assert.Single(await phone.Server.OutboxAsync(Token));
        Assert.Equal(("Hello?", 404), (kept.Text, kept.Refusal!.Status));
        Assert.True(await phone.Server.DiscardAsync(kept.Id, Token));
        Assert.Empty(await phone.Server.OutboxAsync(Token));
    }

    [Fact]
    public async Task A_server_that_fails_on_one_item_for_good_gets_the_others()
    {
        await using var server = await FakeServer.StartAsync();
        server.Fate = (request, _) => request.Path.Value!.EndsWith("/inquiries", StringComparison.Ordinal) ? Fault.Broken : Fault.None;
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");

        var poison = await phone.Server.InquireAsync(ticket.Id, "boom", Token);
        var next = await phone.Server.SubmitAsync(Question, Token);
        await next.AnswerAsync(Token);

        Assert.Equal(500, (await Assert.ThrowsAsync<SupportException>(() => poison.AnswerAsync(Token))).Status);
        Assert.Equal(10, server.Sent("POST", "/inquiries").Count);
        server.Fate = (_, _) => Fault.None;
        Assert.True(await phone.Server.RetryAsync(poison.Id, Token));
        await Phone.UntilAsync(async () => (await phone.Server.OutboxAsync(Token)).Count == 0);
        Assert.Equal(3, ticket.Entries.Count);
    }

    [Fact]
    public async Task What_no_server_would_take_is_refused_before_it_is_kept()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);

        await Assert.ThrowsAsync<ArgumentException>(() => phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, " "), Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => phone.Server.RateAsync("t", 6, null, Token));
        await Assert.ThrowsAsync<ArgumentException>(() => phone.Server.InquireAsync("", "?", Token));
        Assert.Empty(await phone.Server.OutboxAsync(Token));
    }

    [Fact]
    public async Task Feedback_keeps_its_order_though_damage_took_the_counter()
    {
        await using var server = await FakeServer.StartAsync();
        server.Offline = true;
        await using var phone = await Phone.StartAsync(server);
        var first = await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "First"), Token);
        await phone.Server.InquireAsync(first.TicketId, "Second", Token);
        await phone.Store.WriteAsync([new(server.Name, "counters", "outbox", null)], Token);

        await phone.Server.InquireAsync(first.TicketId, "Third", Token);

        Assert.Equal(["First", "Second", "Third"], (await phone.Server.OutboxAsync(Token)).Select(item => item.Text));
    }
}
