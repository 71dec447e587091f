using FsCheck;
using FsCheck.Xunit;

namespace ServerlessSupport.Client.Tests.Receiving;

/// <summary>Whatever becomes of pushes on their way, after one catch-up every update was published once, whole, and in its ticket's order.</summary>
public sealed class OrderProperties
{
    private const int Tickets = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Property(MaxTest = 60)]
    public async Task Any_loss_repetition_and_order_of_pushes_followed_by_a_catch_up(byte[] script, bool atOnce)
    {
        await using var server = await FakeServer.StartAsync();
        server.PageSize = 3;
        await using var phone = await Phone.StartAsync(server);
        var (updates, tickets) = (new List<(FakeTicket Ticket, Entry Entry)>(), Enumerable.Range(0, Tickets).Select(_ => server.Tickets.Open("alice")).ToList());
        var running = new List<Task>();
        foreach (var step in script)
        {
            var act = StepAsync(step, server, phone, tickets, updates);
            if (atOnce)
                running.Add(act);
            else
                await act;
        }

        await Task.WhenAll(running);
        server.Offline = false;
        await phone.Server.CatchUpAsync(Token);

        var published = await phone.PublishedAsync();
        Assert.Equal(updates.Count, published.Count);
        foreach (var ticket in tickets)
            Assert.Equal(
                updates.Where(update => update.Ticket == ticket).Select(update => (update.Entry.Seq, update.Entry.Text)),
                published.Where(update => update.TicketId == ticket.Id).Select(update => (update.Seq, update.Text)));
        Assert.All(published, update => Assert.False(update.IsTruncated));
    }

    // Of a byte: the two high bits say what happens, the others to which ticket or update.
    private static async Task StepAsync(byte step, FakeServer server, Phone phone, List<FakeTicket> tickets, List<(FakeTicket Ticket, Entry Entry)> updates)
    {
        var (act, which) = (step >> 6, step & 63);
        if (act == 0)
        {
            if (which % 4 == 0)
                server.Tickets.Add(tickets[which % Tickets], "note", text: "internal");
            updates.Add((tickets[which % Tickets], server.Tickets.Add(tickets[which % Tickets], which % 5 == 0 ? "result" : "progress", text: $"text {updates.Count}")));
        }
        else if (act == 3 && which < 8)
        {
            server.Offline = which % 2 == 0;
        }
        else if (act == 3 && which < 12)
        {
            await phone.Inbox.CatchUpAsync(Token);
        }
        else if (updates.Count > 0)
        {
            var (ticket, entry) = updates[which % updates.Count];
            await phone.Inbox.ReceiveAsync(Pushes.Of(server, ticket, entry, act == 2 ? 2 : null), Token);
        }
    }
}
