using ServerlessSupport.Push;

namespace ServerlessSupport.Contracts;

/// <summary>What every delivery log promises. The log is empty when a test begins.</summary>
public abstract class DeliveryLogContract
{
    private static readonly string TicketId = Some.Ticket(Some.Anna, 1).Id;

    protected abstract IDeliveryLog Log { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_known_of_a_customers_deliveries_is_deleted_as_a_whole_and_of_others_nothing()
    {
        var (second, other) = (Some.Ticket(Some.Anna, 2).Id, Some.Ticket(Some.Ben, 1).Id);
        foreach (var ticket in new[] { TicketId, second, other })
            await Log.ChangeAsync(ticket, null, before => With(before, 1), Cancellation);

        await Log.DeleteAllAsync(Some.Anna, Cancellation);

        Assert.Null(await Log.FindAsync(TicketId, Cancellation));
        Assert.Null(await Log.FindAsync(second, Cancellation));
        Assert.NotNull(await Log.FindAsync(other, Cancellation));
        await Log.DeleteAllAsync(Some.Anna, Cancellation);
    }

    [Fact]
    public async Task What_is_known_of_a_tickets_deliveries_is_deleted_and_that_of_others_stays()
    {
        var other = Some.Ticket(Some.Anna, 2).Id;
        foreach (var ticket in new[] { TicketId, other })
            await Log.ChangeAsync(ticket, null, before => With(before, 1), Cancellation);

        await Log.DeleteAsync(TicketId, Cancellation);
        await Log.DeleteAsync(TicketId, Cancellation);

        Assert.Null(await Log.FindAsync(TicketId, Cancellation));
        Assert.NotNull(await Log.FindAsync(other, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_found_before_anything_was_pushed() => Assert.Null(await Log.FindAsync(TicketId, Cancellation));

    [Fact]
    public async Task What_was_written_is_found()
    {
        var sent = new Delivery { Seq = 2, State = DeliveryState.Failed, At = Some.Start.AddTicks(7), Attempts = 3, Reason = "表 gone", ReceivedAt = Some.Start, ConfirmedBy = "phone" };
        var reminder = new Delivery { Seq = 3, State = DeliveryState.Sent, At = Some.Start, HeldFor = ["desk"], HeldUntil = Some.Start.AddHours(1) };

        await ChangeAsync(_ => Deliveries(2) with
        {
            WrittenAt = Some.Start,
            Customer = new Lane { Through = 2, GaveUpThrough = 1, RetryAt = Some.Start, RetryId = "r", Updates = [sent] },
            Agents = new Lane { Through = 3, Updates = [reminder] },
        });
        var found = (await Log.FindAsync(TicketId, Cancellation))!.Document;

        Assert.Equal((TicketId, Some.Anna, Some.Start), (found.Id, found.CustomerKey, found.WrittenAt));
        Assert.Equal((2, 1, Some.Start, "r", 3), (found.Customer.Through, found.Customer.GaveUpThrough, found.Customer.RetryAt, found.Customer.RetryId, found.Agents.Through));
        Assert.Equal(sent, Assert.Single(found.Customer.Updates));
        Assert.Equal(["desk"], Assert.Single(found.Agents.Updates).HeldFor);
    }

    [Fact]
    public async Task A_change_begins_with_what_is_there_whatever_was_seen()
    {
        await ChangeAsync(before => With(before, 1));
        var first = await Log.FindAsync(TicketId, Cancellation);
        await ChangeAsync(before => With(before, 2));

        Assert.Equal([1, 2, 3], Seqs(await Log.ChangeAsync(TicketId, first, before => With(before, 3), Cancellation)));
        Assert.Equal([1, 2, 3, 4], Seqs(await Log.ChangeAsync(TicketId, null, before => With(before, 4), Cancellation)));
        Assert.Equal([1, 2, 3, 4], Seqs((await Log.FindAsync(TicketId, Cancellation))!.Document));
    }

    [Fact]
    public async Task A_change_that_changes_nothing_writes_nothing()
    {
        await Log.ChangeAsync(TicketId, null, before => before, Cancellation);
        Assert.Null(await Log.FindAsync(TicketId, Cancellation));

        await ChangeAsync(_ => Deliveries(1));
        var stored = await Log.FindAsync(TicketId, Cancellation);
        await Log.ChangeAsync(TicketId, stored, before => before, Cancellation);
        Assert.Equal(stored!.ETag, (await Log.FindAsync(TicketId, Cancellation))!.ETag);
    }

    [Fact]
    public async Task Of_many_who_change_at_once_none_is_lost()
    {
        await Task.WhenAll(Enumerable.Range(1, 8).Select(n => Task.Run(() => Log.ChangeAsync(TicketId, null, before => With(before, n), Cancellation), Cancellation)));

        Assert.Equal(Enumerable.Range(1, 8), Seqs((await Log.FindAsync(TicketId, Cancellation))!.Document));
    }

    [Fact]
    public async Task The_reconcilers_position_is_unknown_first_and_then_the_newest_written()
    {
        Assert.Null(await Log.ReadReconciledAsync(Cancellation));

        await Log.WriteReconciledAsync("7", Cancellation);
        await Log.WriteReconciledAsync("""[{"a":"8"}]""", Cancellation);

        Assert.Equal("""[{"a":"8"}]""", await Log.ReadReconciledAsync(Cancellation));
    }

    [Fact]
    public async Task What_a_clock_wrote_that_has_been_put_back_since_is_due_while_it_is_open()
    {
        await WriteAsync(
            Due(1, 600) with { WrittenAt = Some.Start.AddMinutes(30) },
            Due(2, 600) with { WrittenAt = Some.Start },
            Due(3, null) with { WrittenAt = Some.Start.AddMinutes(30) });

        Assert.Equal([Id(1)], (await Log.ListDueAsync(Some.Start, new PageRequest(10), Cancellation)).Items.Select(item => item.Id));
    }

    [Fact]
    public async Task What_is_due_is_listed_by_its_time_and_then_by_ticket_page_by_page()
    {
        await WriteAsync(Due(1, 30), Due(2, 10), Due(3, 20), Due(4, 20), Due(5, null), Due(6, 31));

        var (ids, pages) = await AllAsync(after => Log.ListDueAsync(Some.Start.AddMinutes(30), new PageRequest(3, after), Cancellation));

        Assert.Equal(2, pages);
        Assert.Equal([Id(2), .. new[] { Id(3), Id(4) }.Order(StringComparer.Ordinal), Id(1)], ids);
    }

    [Fact]
    public async Task What_is_settled_is_found_by_when_it_was_written_last_the_oldest_first_until_it_is_trimmed()
    {
        await WriteAsync(Written(1, 20), Written(2, 10), Written(3, 30), Written(4, 5, checkAt: 60), Written(5, 40));

        Assert.Equal([Id(2), Id(1), Id(3)], (await SettledAsync(40, 10)).Select(stored => stored.Document.Id));
        var oldest = Assert.Single(await SettledAsync(40, 1));
        await Log.ChangeAsync(oldest.Document.Id, oldest, seen => seen.Trimmed(), Cancellation);
        Assert.Equal([Id(1), Id(3)], (await SettledAsync(40, 10)).Select(stored => stored.Document.Id));

        var trimmed = (await Log.FindAsync(Id(2), Cancellation))!.Document;
        Assert.Equal((null, 7, 3, 0), (trimmed.WrittenAt, trimmed.Customer.Through, trimmed.Agents.Through, trimmed.Customer.Updates.Count));
        await Log.ChangeAsync(Id(2), null, before => With(before, 8) with { WrittenAt = Some.Start.AddMinutes(31) }, Cancellation);
        Assert.Equal([Id(1), Id(3), Id(2)], (await SettledAsync(40, 10)).Select(stored => stored.Document.Id));
    }

    [Fact]
    public async Task What_is_open_of_one_customer_is_listed_whenever_it_is_due()
    {
        var bens = new TicketDeliveries { Id = Some.Ticket(Some.Ben, 9).Id, CustomerKey = Some.Ben, Customer = Due(1, 5).Customer };
        await WriteAsync(Due(1, 10), Due(2, 100_000), Due(3, null), bens);

        Assert.Equal(new[] { Id(1), Id(2) }.Order(), (await Log.ListOpenAsync(Some.Anna, Cancellation)).Select(item => item.Id).Order());
    }

    [Fact]
    public async Task What_is_settled_is_due_no_more()
    {
        await WriteAsync(Due(1, 10));
        await Log.ChangeAsync(Id(1), null, _ => Due(1, null), Cancellation);

        Assert.Empty((await Log.ListDueAsync(Some.Start.AddDays(1), new PageRequest(10), Cancellation)).Items);
    }

    [Fact]
    public async Task A_due_retry_is_listed_as_a_whole_document()
    {
        await WriteAsync(Of(1, new Lane { RetryAt = Some.Start.AddMinutes(1), RetryId = "r", Through = 7 }));

        Assert.Empty((await Log.ListDueAsync(Some.Start.AddMinutes(1), new PageRequest(10), Cancellation)).Items);
        var due = Assert.Single((await Log.ListDueAsync(Some.Start.AddMinutes(10), new PageRequest(10), Cancellation)).Items);
        Assert.Equal((Id(1), Some.Anna, 7, Some.Start.AddMinutes(1), "r"), (due.Id, due.CustomerKey, due.Customer.Through, due.Customer.RetryAt, due.Customer.RetryId));
    }

    [Fact]
    public async Task What_reached_nobody_is_listed_newest_first_page_by_page_until_it_is_confirmed()
    {
        await WriteAsync(NotReached(1, 10), NotReached(2, 30), NotReached(3, 20), NotReached(4, null), NotReached(5, 40));
        await Log.ChangeAsync(Id(5), null, _ => NotReached(5, null), Cancellation);

        Assert.Equal((3, 2), (await Log.CountNotReachedAsync(10, Cancellation), await Log.CountNotReachedAsync(2, Cancellation)));
        var (ids, pages) = await AllAsync(after => Log.ListNotReachedAsync(new PageRequest(2, after), Cancellation));

        Assert.Equal(2, pages);
        Assert.Equal([Id(2), Id(3), Id(1)], ids);
    }

    [Fact]
    public async Task What_a_customer_has_not_opened_is_counted_over_all_their_tickets_and_over_nobody_elses()
    {
        var other = Some.Ticket(Some.Ben, 1).Id;
        Assert.Equal(0, await Log.CountUnreadAsync(Some.Anna, Cancellation));

        await Log.ChangeAsync(Id(1), null, before => With(With(before, 2), 4), Cancellation);
        await Log.ChangeAsync(Id(2), null, before => With(before, 2), Cancellation);
        await Log.ChangeAsync(other, null, before => With(before, 2), Cancellation);
        Assert.Equal(3, await Log.CountUnreadAsync(Some.Anna, Cancellation));

        await Log.ChangeAsync(Id(1), null, before => before.Change(LaneName.Customer, lane => lane.Change(4, update => update with { OpenedAt = Some.Start })), Cancellation);
        Assert.Equal((1, 1), (await Log.CountUnreadAsync(Some.Anna, Cancellation), await Log.CountUnreadAsync(Some.Ben, Cancellation)));
    }

    private async Task WriteAsync(params IReadOnlyList<TicketDeliveries> all)
    {
        foreach (var deliveries in all)
            await Log.ChangeAsync(deliveries.Id, null, _ => deliveries, Cancellation);
    }

    private Task<TicketDeliveries> ChangeAsync(Func<TicketDeliveries, TicketDeliveries> change) => Log.ChangeAsync(TicketId, null, change, Cancellation);

    private static TicketDeliveries With(TicketDeliveries before, int seq) =>
        before.Change(LaneName.Customer, lane => lane.Change(seq, update => update with { State = DeliveryState.Sent, At = Some.Start }));

    private static IEnumerable<int> Seqs(TicketDeliveries deliveries) => deliveries.Customer.Updates.Select(update => update.Seq);

    private static async Task<(IReadOnlyList<string> Ids, int Pages)> AllAsync(Func<ListPosition?, Task<Page<TicketDeliveries>>> list)
    {
        var ids = new List<string>();
        var pages = 0;
        ListPosition? after = null;
        do
        {
            var page = await list(after);
            ids.AddRange(page.Items.Select(item => item.Id));
            after = page.Next;
            pages++;
        }
        while (after is not null);
        return (ids, pages);
    }

    private static string Id(int number) => Some.Ticket(Some.Anna, number).Id;

    private static TicketDeliveries Due(int number, int? minutes) => Of(number, new Delivery
    {
        Seq = 1,
        State = DeliveryState.Sent,
        At = Some.Start,
        CheckAt = minutes is { } after ? Some.Start.AddMinutes(after) : null,
    });

    private Task<IReadOnlyList<Stored<TicketDeliveries>>> SettledAsync(int beforeMinutes, int max) => Log.ListSettledAsync(Some.Start.AddMinutes(beforeMinutes), max, Cancellation);

    private static TicketDeliveries Written(int number, int minutes, int? checkAt = null) => Due(number, checkAt) with
    {
        WrittenAt = Some.Start.AddMinutes(minutes),
        Customer = Due(number, checkAt).Customer with { Through = 7 },
        Agents = new Lane { Through = 3 },
    };

    private static TicketDeliveries NotReached(int number, int? minutes) => Of(number, new Delivery
    {
        Seq = 1,
        State = DeliveryState.Sent,
        At = Some.Start,
        NotReachedAt = minutes is { } after ? Some.Start.AddMinutes(after) : null,
    });

    private static TicketDeliveries Of(int number, Delivery update) => Of(number, new Lane { Updates = [update] });

    private static TicketDeliveries Of(int number, Lane customer) => new() { Id = Id(number), CustomerKey = Some.Anna, Customer = customer };

    private static TicketDeliveries Deliveries(int through) => new() { Id = TicketId, CustomerKey = Some.Anna, Customer = new Lane { Through = through } };
}
