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
        var sent = new Delivery { Seq = 2, State = DeliveryState.Failed, At = Some.Start.AddTicks(7), Attempts = 3, Reason = "表 gone" };

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

    private static TicketDeliveries Deliveries(int through) => new() { Id = TicketId, CustomerKey = Some.Anna, PushedThrough = through };
}
