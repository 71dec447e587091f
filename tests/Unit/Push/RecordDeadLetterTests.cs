using Microsoft.Extensions.Logging.Abstractions;
using ServerlessSupport.App.Http;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class RecordDeadLetterTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly RecordDeadLetter _record;

    public RecordDeadLetterTests() => _record = new RecordDeadLetter(_store.Tickets, _store.Deliveries, _store.Time, NullLogger<RecordDeadLetter>.Instance);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task An_update_whose_retry_died_counts_as_failed_with_the_reason()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await RunAsync(ticket, 3, "Message could not be consumed after 10 delivery attempts.");

        var deliveries = await DeliveriesAsync(ticket);
        var failed = Assert.Single(deliveries!.Customer.Updates);
        Assert.Equal((3, DeliveryState.Failed, "Message could not be consumed after 10 delivery attempts."), (failed.Seq, failed.State, failed.Reason));
        Assert.Equal((3, null), (deliveries.Customer.GaveUpThrough, deliveries.Customer.RetryAt));
        Assert.Equal(DeliveryState.Failed, Assert.Single(AgentTicketView.Of(ticket, deliveries).Deliveries).State);
    }

    [Fact]
    public async Task Recording_it_again_changes_nothing()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await RunAsync(ticket, 3, "first");
        var first = await DeliveriesAsync(ticket);
        _store.Time.Advance(TimeSpan.FromHours(1));
        await RunAsync(ticket, 3, "second");

        Assert.Equal(first!.Customer.Updates, (await DeliveriesAsync(ticket))!.Customer.Updates);
    }

    [Theory]
    [InlineData(DeliveryState.Sent)]
    [InlineData(DeliveryState.NoDevice)]
    [InlineData(DeliveryState.Failed)]
    public async Task What_has_reached_its_end_stays_as_it_is(DeliveryState state)
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await WriteAsync(Deliveries(ticket, state).Change(LaneName.Customer, lane => lane with { Through = 3 }));
        await RunAsync(ticket, 3, "late");

        Assert.Equal(state, (await DeliveriesAsync(ticket))!.Customer.Updates.Single().State);
    }

    [Fact]
    public async Task While_a_later_try_waits_nothing_is_given_up()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await WriteAsync(Deliveries(ticket, DeliveryState.Pending).Change(LaneName.Customer, lane => lane with { RetryAt = _store.Time.GetUtcNow().AddMinutes(5) }));
        await RunAsync(ticket, 3, "early");

        Assert.Equal(DeliveryState.Pending, (await DeliveriesAsync(ticket))!.Customer.Updates.Single().State);
    }

    [Fact]
    public async Task A_reminder_that_reached_no_agent_is_shown_and_holds_up_no_update()
    {
        var progressed = Some.TicketWithProgress();
        var reminder = new TimelineEntry { Seq = 4, Kind = EntryKind.Reminder, At = Some.Morning, By = ActorRole.System, Level = 1 };
        var ticket = await _store.KeepAsync(progressed with { Timeline = [.. progressed.Timeline, reminder] });
        await RunAsync(ticket, 4, "throttled");

        var deliveries = await DeliveriesAsync(ticket);
        Assert.Equal(0, deliveries!.Customer.GaveUpThrough);
        Assert.Equal([(3, DeliveryState.Pending), (4, DeliveryState.Failed)], AgentTicketView.Of(ticket, deliveries).Deliveries.Select(delivery => (delivery.Seq, delivery.State)));
    }

    [Fact]
    public async Task A_ticket_or_an_entry_that_is_gone_needs_no_record()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await RunAsync(ticket, 99, "no such entry");
        await RunAsync(Some.OpenTicket(), 1, "no such ticket");

        Assert.Null(await DeliveriesAsync(ticket));
    }

    private static TicketDeliveries Deliveries(Ticket ticket, DeliveryState state) => new()
    {
        Id = ticket.Id,
        CustomerKey = ticket.CustomerKey,
        Customer = new Lane { Updates = [new Delivery { Seq = 3, State = state, At = Some.Morning, Attempts = 1 }] },
    };

    private Task RunAsync(Ticket ticket, int seq, string reason) => _record.RunAsync(new TicketTask(ticket.Id, seq, 2), reason, Cancelled);

    private Task WriteAsync(TicketDeliveries deliveries) => _store.Deliveries.ChangeAsync(deliveries.Id, null, _ => deliveries, Cancelled);

    private async Task<TicketDeliveries?> DeliveriesAsync(Ticket ticket) => (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))?.Document;
}
