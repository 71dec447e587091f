using System.Collections.Concurrent;

namespace ServerlessSupport.Client.Tests.Inbox;

/// <summary>An app is told of every change of a ticket and of how many updates are unread, and of nothing else.</summary>
public sealed class TicketEventTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_an_answer_and_the_customers_look_each_change_the_ticket_and_the_badge()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (changes, counts) = Listen(phone);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "claimed");

        await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "message", text: "Where do you live?")), Token);
        await Phone.UntilAsync(() => counts.LastOrDefault() == 1);
        Assert.Equal((TicketState.Waiting, AwaitedParty.Customer, 1), Facts(changes.Last()));
        await (await phone.Server.SendMessageAsync(ticket.Id, "In Mill Lane.", Token)).AnswerAsync(Token);
        await Phone.UntilAsync(() => changes.Last().Ticket?.Awaits == AwaitedParty.Agent);
        await phone.Server.MarkOpenedAsync(ticket.Id, Token);
        await Phone.UntilAsync(() => counts.Last() == 0);

        Assert.Equal(0, changes.Last().Ticket!.UnreadCount);
        Assert.Equal(0, await phone.Inbox.UnreadCountAsync(Token));
        Assert.Empty(phone.Faults);
    }

    [Fact]
    public async Task A_catch_up_that_brings_nothing_new_tells_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var (changes, _) = Listen(phone);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "progress", text: "We look for it.");
        await phone.Server.CatchUpAsync(Token);
        await Phone.UntilAsync(() => changes.Any(change => change.Ticket?.Subject.Length > 0));
        await phone.Server.GetTicketAsync(ticket.Id, Token);
        var before = changes.Count;

        await phone.Server.CatchUpAsync(Token);
        await phone.Server.GetTicketAsync(ticket.Id, Token);
        server.Tickets.Add(ticket, "result", text: "Here.");
        await phone.Server.CatchUpAsync(Token);
        await Phone.UntilAsync(() => changes.Last().Ticket?.State == TicketState.Resolved);

        // Getting the whole ticket may have told one more, and the result at most two: the update, and where the ticket stands.
        Assert.InRange(changes.Count - before, 1, 4);
        Assert.All(changes.Zip(changes.Skip(1)), pair => Assert.NotEqual(Text(pair.First), Text(pair.Second)));
    }

    [Fact]
    public async Task Signing_out_takes_the_tickets_and_the_badge_away()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "result", text: "Here.");
        await phone.Server.CatchUpAsync(Token);
        Assert.Equal(1, await phone.Inbox.UnreadCountAsync(Token));
        var (changes, counts) = Listen(phone);

        await phone.Server.SignOutAsync(Token);

        await Phone.UntilAsync(() => counts.LastOrDefault(-1) == 0);
        Assert.Equal((ticket.Id, null), (changes.Last().TicketId, changes.Last().Ticket));
    }

    [Fact]
    public async Task A_handler_that_throws_or_asks_the_inbox_stops_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        await using var phone = await Phone.StartAsync(server);
        var seen = new ConcurrentQueue<int>();
        phone.Inbox.TicketChanged += (_, _) =>
        {
            seen.Enqueue(phone.Inbox.UnreadCountAsync(Token).GetAwaiter().GetResult());
            throw new InvalidOperationException("The app's own.");
        };
        var ticket = server.Tickets.Open("alice");

        foreach (var text in new[] { "1", "2" })
            await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, server.Tickets.Add(ticket, "progress", text: text)), Token);

        await Phone.UntilAsync(() => seen.Contains(2));
        Assert.All(phone.Faults, fault => Assert.Equal("The app's own.", fault.Message));
    }

    private static (ConcurrentQueue<TicketChangedEventArgs> Changes, ConcurrentQueue<int> Counts) Listen(Phone phone)
    {
        var (changes, counts) = (new ConcurrentQueue<TicketChangedEventArgs>(), new ConcurrentQueue<int>());
        phone.Inbox.TicketChanged += (_, change) => changes.Enqueue(change);
        phone.Inbox.UnreadCountChanged += (_, unread) => counts.Enqueue(unread.Count);
        return (changes, counts);
    }

    private static (TicketState State, AwaitedParty Awaits, int Unread) Facts(TicketChangedEventArgs change) => (change.Ticket!.State, change.Ticket.Awaits, change.Ticket.UnreadCount);

    private static string Text(TicketChangedEventArgs change) => change.Ticket is null ? "gone" : System.Text.Json.JsonSerializer.Serialize(change.Ticket);
}
