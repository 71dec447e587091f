using Microsoft.Extensions.Options;
using NSubstitute;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Privacy;

public sealed class TrimDeliveryLogsTests : IDisposable
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(30);

    private readonly TempStore _store = new();
    private readonly string _id = Some.OpenTicket().Id;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task What_was_known_goes_with_its_time_and_the_marks_stay()
    {
        await WriteAsync(new Lane { Through = 2, GaveUpThrough = 4, Updates = [Sent(2), Failed(4)] });

        _store.Time.Advance(KeptFor);
        Assert.Equal(0, await TrimAsync(_store.Deliveries));
        _store.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(1, await TrimAsync(_store.Deliveries));

        Assert.Equal((2, 4, 0, (DateTimeOffset?)null), await SeenAsync());
        Assert.Equal(0, await TrimAsync(_store.Deliveries));
    }

    [Fact]
    public async Task What_is_still_open_stays_however_old_it_is()
    {
        await WriteAsync(new Lane { Through = 2, Updates = [Sent(2) with { CheckAt = _store.Time.GetUtcNow().AddDays(1) }] });

        _store.Time.Advance(KeptFor * 3);
        Assert.Equal(0, await TrimAsync(_store.Deliveries));

        Assert.Equal(1, (await SeenAsync()).Updates);
    }

    [Fact]
    public async Task What_somebody_has_written_meanwhile_stays()
    {
        await WriteAsync(new Lane { Through = 2, Updates = [Sent(2)] });
        _store.Time.Advance(KeptFor * 2);
        var log = Counted<IDeliveryLog>.Of(_store.Deliveries, call =>
        {
            if (call == "IDeliveryLog.ChangeAsync")
                WriteAsync(new Lane { Through = 3, Updates = [Sent(2), Sent(3)] }).GetAwaiter().GetResult();
        });

        Assert.Equal(0, await TrimAsync(log));

        Assert.Equal((3, 0, 2, _store.Time.GetUtcNow()), await SeenAsync());
    }

    [Fact]
    public async Task Zero_keeps_it_for_good()
    {
        await WriteAsync(new Lane { Through = 2, Updates = [Sent(2)] });
        _store.Time.Advance(TimeSpan.FromDays(10_000));

        Assert.Equal(0, await TrimAsync(_store.Deliveries, TimeSpan.Zero));
    }

    [Fact]
    public async Task A_run_ends_after_some_hundred_however_many_there_are()
    {
        var endless = Substitute.For<IDeliveryLog>();
        endless.ListSettledAsync(default, 0, Cancelled).ReturnsForAnyArgs(call =>
            [.. Enumerable.Repeat(new Stored<TicketDeliveries>(TicketDeliveries.None(_id), "1"), call.ArgAt<int>(1))]);
        endless.ChangeAsync("", null, null!, Cancelled).ReturnsForAnyArgs(call => call.Arg<Func<TicketDeliveries, TicketDeliveries>>()(TicketDeliveries.None(_id)));

        Assert.Equal(500, await TrimAsync(endless));
    }

    private Task<int> TrimAsync(IDeliveryLog log, TimeSpan? keptFor = null) =>
        new TrimDeliveryLogs(log, Options.Create(new RetentionOptions { DeliveryLogs = keptFor ?? KeptFor }), _store.Time).RunAsync(Cancelled);

    private Task WriteAsync(Lane customer) =>
        _store.Deliveries.ChangeAsync(_id, null, before => before with { WrittenAt = _store.Time.GetUtcNow(), Customer = customer }, Cancelled);

    private async Task<(int Through, int GaveUpThrough, int Updates, DateTimeOffset? WrittenAt)> SeenAsync()
    {
        var found = (await _store.Deliveries.FindAsync(_id, Cancelled))!.Document;
        return (found.Customer.Through, found.Customer.GaveUpThrough, found.Customer.Updates.Count, found.WrittenAt);
    }

    private Delivery Sent(int seq) => new() { Seq = seq, State = DeliveryState.Sent, At = _store.Time.GetUtcNow(), ConfirmedBy = "phone" };

    private Delivery Failed(int seq) => Sent(seq) with { State = DeliveryState.Failed, NotReachedAt = _store.Time.GetUtcNow() };
}
