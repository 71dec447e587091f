using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class ConfirmUpdatesTests : IDisposable
{
    private readonly TempStore _store = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_receipt_for_an_entry_that_the_ticket_has_not_is_refused_and_nothing_is_written()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());

        Assert.Contains("receipts", (await ConfirmAsync(Some.Alice, ticket, 3, 4))!.Errors!.Keys);
        Assert.Null(await _store.Deliveries.FindAsync(ticket.Id, Cancelled));
        Assert.Null(await ConfirmAsync(Some.Alice, ticket, 3));
    }

    [Fact]
    public async Task Nobody_confirms_what_is_somebody_elses()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());

        Assert.Equal("not_found", (await ConfirmAsync(new Caller("bob", "Bob", ActorRole.Customer), ticket, 3))!.Problem.Code);
    }

    private Task<Refusal?> ConfirmAsync(Caller customer, Ticket ticket, params int[] seqs)
    {
        var tickets = new CustomerTickets(
            _store.Tickets, new TicketChanges(_store.Tickets), Options.Create(new TicketsOptions()), Options.Create(Some.Reminders), new StatusInterval(TimeSpan.FromMinutes(5)),
            new CustomerQuota(_store.Tickets, new Allowances(_store.Desk, _store.Time), Options.Create(new TicketsOptions()), _store.Time), _store.Time);
        return new ConfirmUpdates(tickets, _store.Deliveries, _store.Time).RunAsync(customer, ticket.Id, [.. seqs.Select(seq => new Receipt { Seq = seq, Received = Some.Morning })], Cancelled);
    }
}
