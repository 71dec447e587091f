using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The list of what reached nobody, combined with the other filters.</summary>
public sealed class NotReachedTicketsTests : IDisposable
{
    private readonly TempStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Filters_and_words_pass_over_what_is_not_asked_for_and_pages_lead_on()
    {
        for (var i = 0; i < 30; i++)
            await NotReachAsync(i, i % 3 == 0 ? "zebra" : "horse", i % 2 == 0 ? "ada" : null);
        var filter = new TicketFilter { Assignee = "ada", Query = SearchQuery.Of("zeb"), Order = TicketOrder.Newest };

        var listed = new List<string>();
        var pages = 0;
        for (ListPosition? after = null; pages == 0 || after is not null; pages++)
        {
            var page = await new NotReachedTickets(_store.Deliveries, _store.Tickets).ListAsync(new Caller(Some.Agent, null, ActorRole.Agent), filter, new PageRequest(2, after), Cancellation);
            Assert.InRange(page.Items.Count, 0, 2);
            listed.AddRange(page.Items.Select(ticket => ticket.Subject));
            after = page.Next;
        }

        Assert.Equal(["Number 24", "Number 18", "Number 12", "Number 6", "Number 0"], listed);
        Assert.Equal((30, 4), (await _store.Deliveries.CountNotReachedAsync(100, Cancellation), await _store.Deliveries.CountNotReachedAsync(4, Cancellation)));
    }

    [Fact]
    public async Task One_that_cannot_be_read_costs_the_list_and_the_number_itself_only()
    {
        for (var i = 0; i < 3; i++)
            await NotReachAsync(i, "zebra", null);
        var found = 0;
        var tickets = Counted<ITicketStore>.Of(_store.Tickets, call =>
        {
            if (call == "ITicketStore.FindAsync" && found++ % 3 == 1)
                throw new UnreadableDocumentException("it", new FormatException());
        });
        var (notReached, ann) = (new NotReachedTickets(_store.Deliveries, tickets), new Caller(Some.Agent, null, ActorRole.Agent));

        Assert.Equal(["Number 2", "Number 0"], (await notReached.ListAsync(ann, new TicketFilter { Order = TicketOrder.Newest }, new PageRequest(10), Cancellation)).Items.Select(ticket => ticket.Subject));
        Assert.Equal(2, await notReached.CountNewestAsync(ann, Cancellation));
    }

    private async Task NotReachAsync(int number, string text, string? assignee)
    {
        var ticket = await _store.KeepAsync(Some.OpenTicket(text) with { Id = TicketId.Derived(Some.Alice.Key, $"{number}"), Subject = $"Number {number}", Assignee = assignee });
        var at = Some.Morning.AddMinutes(number);
        await _store.Deliveries.ChangeAsync(
            ticket.Id, null, before => before with { Customer = new Lane { Updates = [new Delivery { Seq = 2, State = DeliveryState.Failed, At = at, NotReachedAt = at }] } }, Cancellation);
    }

    public void Dispose() => _store.Dispose();
}
