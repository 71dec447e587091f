using ServerlessSupport.Push;

namespace ServerlessSupport.Contracts;

/// <summary>What every delivery log promises. The log is empty when a test begins.</summary>
public abstract class DeliveryLogContract
{
    private static readonly string TicketId = Some.Ticket(Some.Anna, 1).Id;

    protected abstract IDeliveryLog Log { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_is_found_before_anything_was_pushed() => Assert.Null(await Log.FindAsync(TicketId, Cancellation));

    [Fact]
    public async Task What_was_written_is_found()
    {
        var sent = new Delivery { Seq = 2, State = DeliveryState.Failed, At = Some.Start.AddTicks(7), Attempts = 3, Reason = "表 gone", ReceivedAt = Some.Start, ConfirmedBy = "phone" };

        Assert.True(await Log.TryWriteAsync(Deliveries(2) with { RemindedThrough = 1, Updates = [sent] }, null, Cancellation));
        var found = (await Log.FindAsync(TicketId, Cancellation))!.Document;

        Assert.Equal((TicketId, Some.Anna, 2, 1), (found.Id, found.CustomerKey, found.PushedThrough, found.RemindedThrough));
        Assert.Equal(sent, Assert.Single(found.Updates));
    }

    [Fact]
    public async Task A_first_write_is_refused_when_there_is_one_already()
    {
        await Log.TryWriteAsync(Deliveries(1), null, Cancellation);

        Assert.False(await Log.TryWriteAsync(Deliveries(2), null, Cancellation));
        Assert.Equal(1, (await Log.FindAsync(TicketId, Cancellation))!.Document.PushedThrough);
    }

    [Fact]
    public async Task A_write_needs_the_current_ETag()
    {
        await Log.TryWriteAsync(Deliveries(1), null, Cancellation);
        var first = (await Log.FindAsync(TicketId, Cancellation))!.ETag;

        Assert.True(await Log.TryWriteAsync(Deliveries(2), first, Cancellation));
        Assert.False(await Log.TryWriteAsync(Deliveries(3), first, Cancellation));
        Assert.False(await Log.TryWriteAsync(Deliveries(3), "not an ETag of any store", Cancellation));
        var second = await Log.FindAsync(TicketId, Cancellation);
        Assert.Equal(2, second!.Document.PushedThrough);
        Assert.True(await Log.TryWriteAsync(Deliveries(3), second.ETag, Cancellation));
    }

    [Fact]
    public async Task A_write_with_an_ETag_makes_no_new_document()
    {
        Assert.False(await Log.TryWriteAsync(Deliveries(1), "1", Cancellation));
        Assert.Null(await Log.FindAsync(TicketId, Cancellation));
    }

    [Fact]
    public async Task Of_many_who_write_at_once_one_succeeds()
    {
        await Log.TryWriteAsync(Deliveries(1), null, Cancellation);
        var etag = (await Log.FindAsync(TicketId, Cancellation))!.ETag;
        var attempts = Enumerable.Range(2, 16).Select(n => Task.Run(() => Log.TryWriteAsync(Deliveries(n), etag, Cancellation), Cancellation));

        Assert.Single(await Task.WhenAll(attempts), written => written);
    }

    [Fact]
    public async Task The_reconciled_time_is_unknown_first_and_then_the_newest_written()
    {
        Assert.Null(await Log.ReadReconciledAsync(Cancellation));

        await Log.WriteReconciledAsync(Some.Start, Cancellation);
        await Log.WriteReconciledAsync(Some.Start.AddTicks(1), Cancellation);

        Assert.Equal(Some.Start.AddTicks(1), await Log.ReadReconciledAsync(Cancellation));
    }

    [Fact]
    public async Task What_is_due_is_listed_by_its_time_and_then_by_ticket_page_by_page()
    {
        await WriteAsync(Due(1, 30), Due(2, 10), Due(3, 20), Due(4, 20), Due(5, null), Due(6, 31));

        var (ids, pages) = await AllAsync(cursor => Log.ListDueAsync(Some.Start.AddMinutes(30), new PageRequest(3, cursor), Cancellation));

        Assert.Equal(2, pages);
        Assert.Equal([Id(2), .. new[] { Id(3), Id(4) }.Order(StringComparer.Ordinal), Id(1)], ids);
    }

    [Fact]
    public async Task What_is_settled_is_due_no_more()
    {
        await WriteAsync(Due(1, 10));
        await Log.TryWriteAsync(Due(1, null), (await Log.FindAsync(Id(1), Cancellation))!.ETag, Cancellation);

        Assert.Empty((await Log.ListDueAsync(Some.Start.AddDays(1), new PageRequest(10), Cancellation)).Items);
    }

    [Fact]
    public async Task A_due_retry_is_listed_as_a_whole_document()
    {
        await WriteAsync(Due(1, null) with { RetryAt = Some.Start.AddMinutes(1), RetryId = "r", PushedThrough = 7 });

        Assert.Empty((await Log.ListDueAsync(Some.Start.AddMinutes(1), new PageRequest(10), Cancellation)).Items);
        var due = Assert.Single((await Log.ListDueAsync(Some.Start.AddMinutes(10), new PageRequest(10), Cancellation)).Items);
        Assert.Equal((Id(1), Some.Anna, 7, Some.Start.AddMinutes(1), "r"), (due.Id, due.CustomerKey, due.PushedThrough, due.RetryAt, due.RetryId));
    }

    [Fact]
    public async Task What_reached_nobody_is_listed_newest_first_page_by_page_until_it_is_confirmed()
    {
        await WriteAsync(NotReached(1, 10), NotReached(2, 30), NotReached(3, 20), NotReached(4, null), NotReached(5, 40));
        await Log.TryWriteAsync(NotReached(5, null), (await Log.FindAsync(Id(5), Cancellation))!.ETag, Cancellation);

        var (ids, pages) = await AllAsync(cursor => Log.ListNotReachedAsync(new PageRequest(2, cursor), Cancellation));

        Assert.Equal(2, pages);
        Assert.Equal([Id(2), Id(3), Id(1)], ids);
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        await WriteAsync(Due(1, 1), Due(2, 2));
        var cursor = (await Log.ListDueAsync(Some.Start.AddDays(1), new PageRequest(1), Cancellation)).Cursor;

        Assert.NotNull(cursor);
        await Assert.ThrowsAsync<InvalidCursorException>(() => Log.ListNotReachedAsync(new PageRequest(1, cursor), Cancellation));
        await Assert.ThrowsAsync<InvalidCursorException>(() => Log.ListDueAsync(Some.Start, new PageRequest(1, "garbage"), Cancellation));
    }

    private async Task WriteAsync(params IReadOnlyList<TicketDeliveries> all)
    {
        foreach (var deliveries in all)
            Assert.True(await Log.TryWriteAsync(deliveries, null, Cancellation));
    }

    private static async Task<(IReadOnlyList<string> Ids, int Pages)> AllAsync(Func<string?, Task<Page<TicketDeliveries>>> list)
    {
        var ids = new List<string>();
        var pages = 0;
        string? cursor = null;
        do
        {
            var page = await list(cursor);
            ids.AddRange(page.Items.Select(item => item.Id));
            cursor = page.Cursor;
            pages++;
        }
        while (cursor is not null);
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

    private static TicketDeliveries NotReached(int number, int? minutes) => Of(number, new Delivery
    {
        Seq = 1,
        State = DeliveryState.Sent,
        At = Some.Start,
        NotReachedAt = minutes is { } after ? Some.Start.AddMinutes(after) : null,
    });

    private static TicketDeliveries Of(int number, Delivery update) => new() { Id = Id(number), CustomerKey = Some.Anna, Updates = [update] };

    private static TicketDeliveries Deliveries(int through) => new() { Id = TicketId, CustomerKey = Some.Anna, PushedThrough = through };
}
