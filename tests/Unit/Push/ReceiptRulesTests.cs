using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

public sealed class ReceiptRulesTests
{
    private static readonly DateTimeOffset Now = Some.Morning.AddHours(1);
    private static readonly ServerlessSupport.Tickets.Ticket Ticket = Some.TicketWithProgress();
    private static readonly DateTimeOffset Written = Ticket.Timeline[^1].At;
    private static readonly Lane Nothing = Lane.Empty;

    [Fact]
    public void A_receipt_says_when_it_was_received_opened_and_heard_of()
    {
        var update = Confirm(Nothing, Receipt(Written.AddMinutes(1), Written.AddMinutes(2))).Find(3)!;

        Assert.Equal((Written.AddMinutes(1), Written.AddMinutes(2), Now, "phone"), (update.ReceivedAt, update.OpenedAt, update.ConfirmedAt, update.ConfirmedBy));
    }

    [Fact]
    public void A_devices_clock_is_kept_between_the_writing_and_now()
    {
        var early = Confirm(Nothing, Receipt(DateTimeOffset.MinValue, DateTimeOffset.MinValue)).Find(3)!;
        var late = Confirm(Nothing, Receipt(DateTimeOffset.MaxValue, DateTimeOffset.MaxValue)).Find(3)!;

        Assert.Equal((Written, Written), (early.ReceivedAt, early.OpenedAt));
        Assert.Equal((Now, Now), (late.ReceivedAt, late.OpenedAt));
    }

    [Fact]
    public void Where_the_servers_own_clock_is_behind_the_writing_it_is_the_time_of_that() =>
        Assert.Equal(Written, ReceiptRules.Confirm(Ticket, Nothing, [Receipt(Written.AddMinutes(1), null)], Written.AddMinutes(-1)).Find(3)!.ReceivedAt);

    [Fact]
    public void A_repeat_changes_nothing_whatever_it_says()
    {
        var once = Confirm(Nothing, Receipt(Written, Written));

        Assert.Same(once, Confirm(once, Receipt(Written.AddMinutes(9), Written.AddMinutes(9))));
    }

    [Fact]
    public void Opening_may_be_told_later()
    {
        var received = Confirm(Nothing, Receipt(Written, null));
        var opened = Confirm(received, Receipt(Now, Written.AddMinutes(5))).Find(3)!;

        Assert.Equal((Written, Written.AddMinutes(5)), (opened.ReceivedAt, opened.OpenedAt));
    }

    [Fact]
    public void Who_confirmed_it_first_and_when_stays_whoever_opens_it_later()
    {
        var received = Confirm(Nothing, Receipt(Written, null));
        var opened = ReceiptRules.Confirm(Ticket, received, [Receipt(Now, Now.AddHours(1)) with { InstallationId = "tablet" }], Now.AddHours(1)).Find(3)!;

        Assert.Equal((Now, "phone", Now.AddHours(1)), (opened.ConfirmedAt, opened.ConfirmedBy, opened.OpenedAt));
    }

    [Fact]
    public void What_was_opened_was_received_by_then_and_not_opened_before_it_was_received()
    {
        var only = Confirm(Nothing, new Receipt { Seq = 3, Opened = Written.AddMinutes(3) }).Find(3)!;
        var before = Confirm(Nothing, Receipt(Written.AddMinutes(9), Written.AddMinutes(3))).Find(3)!;

        Assert.Equal((Written.AddMinutes(3), Written.AddMinutes(3)), (only.ReceivedAt, only.OpenedAt));
        Assert.Equal((Written.AddMinutes(9), Written.AddMinutes(9)), (before.ReceivedAt, before.OpenedAt));
    }

    [Fact]
    public void When_its_state_changed_stays_and_of_one_that_nothing_was_known_of_is_when_it_was_written()
    {
        var sent = Nothing.Change(3, update => update with { State = DeliveryState.Sent, At = Now.AddMinutes(-1) });

        Assert.Equal(Written, Confirm(Nothing, Receipt(Now, null)).Find(3)!.At);
        Assert.Equal(Now.AddMinutes(-1), Confirm(sent, Receipt(Now, null)).Find(3)!.At);
    }

    [Fact]
    public void A_receipt_of_an_entry_that_there_is_none_of_changes_nothing() =>
        Assert.Same(Nothing, Confirm(Nothing, Receipt(Now, Now) with { Seq = 9 }));

    [Fact]
    public void A_late_receipt_takes_back_that_nobody_was_reached()
    {
        var given = Nothing.Change(3, update => update with { State = DeliveryState.Sent, CheckAt = Now, NotReachedAt = Now });
        Assert.NotNull(given.NotReachedAt);

        var confirmed = Confirm(given, Receipt(Written, null));

        Assert.Equal((null, null), (confirmed.NotReachedAt, confirmed.DueAt));
    }

    [Fact]
    public void An_entry_that_is_not_pushed_is_passed_over() =>
        Assert.Same(Nothing, ReceiptRules.Confirm(Ticket, Nothing, [new Receipt { Seq = 2, Received = Now }], Now));

    private static Lane Confirm(Lane deliveries, Receipt receipt) => ReceiptRules.Confirm(Ticket, deliveries, [receipt], Now);

    private static Receipt Receipt(DateTimeOffset received, DateTimeOffset? opened) =>
        new() { Seq = 3, Received = received, Opened = opened, InstallationId = "phone" };
}
