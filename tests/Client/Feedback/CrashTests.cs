namespace ServerlessSupport.Client.Tests.Feedback;

/// <summary>The process ends at each of its writes in turn; the next run finds nothing lost and doubles nothing.</summary>
public sealed class CrashTests
{
    private const int MostWrites = 60;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_given_reaches_the_server_once(bool answersAreLost)
    {
        for (var writes = 0; writes < MostWrites; writes++)
        {
            await using var server = await FakeServer.StartAsync();
            if (answersAreLost)
                server.Fate = (request, number) => request.Method == "POST" && number % 3 == 0 ? Fault.LoseAnswer : Fault.None;
            var disk = new InMemoryUpdateStore();
            var given = new List<string>();
            var hasEnded = await RunAsync(server, new MortalStore(disk, writes), given);

            await using var next = await Phone.StartAsync(server, store: disk);
            await Phone.UntilAsync(async () => (await next.Server.OutboxAsync(Token)).Count == 0);

            var arrived = server.Tickets.All.SelectMany(ticket => ticket.Entries).Where(entry => entry.Kind is "submitted" or "inquiry").Select(entry => entry.Text!);
            Assert.Equal(given, arrived);
            if (!hasEnded)
                return;
        }

        Assert.Fail($"The run takes more than {MostWrites} writes.");
    }

    [Fact]
    public async Task Every_update_is_published_once()
    {
        for (var writes = 0; writes < MostWrites; writes++)
        {
            await using var server = await FakeServer.StartAsync();
            server.PageSize = 2;
            var disk = new InMemoryUpdateStore();
            var tickets = new[] { server.Tickets.Open("alice"), server.Tickets.Open("alice") };
            var entries = Enumerable.Range(0, 6).Select(i => (Ticket: tickets[i % 2], Entry: server.Tickets.Add(tickets[i % 2], "progress", text: $"{i}"))).ToList();
            var hasEnded = await ReceiveAsync(server, new MortalStore(disk, writes), entries);

            await using var next = await Phone.StartAsync(server, store: disk);
            await next.Server.CatchUpAsync(Token);

            var published = await next.PublishedAsync();
            Assert.Equal(6, published.Count);
            foreach (var ticket in tickets)
                Assert.Equal([2, 3, 4], published.Where(update => update.TicketId == ticket.Id).Select(update => update.Seq));
            if (!hasEnded)
                return;
        }

        Assert.Fail($"The run takes more than {MostWrites} writes.");
    }

    // Returns whether the process ended before it was through.
    private static async Task<bool> RunAsync(FakeServer server, MortalStore store, List<string> given)
    {
        try
        {
            await using var phone = await Phone.StartAsync(server, store: store);
            var first = await GiveAsync(phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "one"), Token), "one", given);
            await GiveAsync(phone.Server.InquireAsync(first.TicketId, "two", Token), "two", given);
            var last = await GiveAsync(phone.Server.InquireAsync(first.TicketId, "three", Token), "three", given);
            await Phone.UntilAsync(async () => store.IsDead || (await phone.Server.OutboxAsync(Token)).Count == 0);
        }
        catch (SupportException fault) when (fault.Code == SupportException.StoreFailed)
        {
        }

        return store.IsDead;
    }

    private static async Task<QueuedFeedback> GiveAsync(Task<QueuedFeedback> giving, string text, List<string> given)
    {
        var queued = await giving;
        given.Add(text);
        return queued;
    }

    private static async Task<bool> ReceiveAsync(FakeServer server, MortalStore store, List<(FakeTicket Ticket, Entry Entry)> entries)
    {
        try
        {
            await using var phone = await Phone.StartAsync(server, store: store);
            foreach (var (ticket, entry) in entries.Skip(2).Take(2))
                await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, entry), Token);
            await phone.Server.CatchUpAsync(Token);
        }
        catch (SupportException fault) when (fault.Code == SupportException.StoreFailed)
        {
        }

        return store.IsDead;
    }
}
