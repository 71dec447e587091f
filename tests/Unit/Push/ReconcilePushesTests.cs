using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class ReconcilePushesTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly PushChanged _changed;
    private readonly ReconcilePushes _reconcile;

    public ReconcilePushesTests()
    {
        var options = Options.Create(new PushOptions { ResendAfter = TimeSpan.Zero });
        var push = PushEngine.Over(_store, _gateway, new RecordingQueue(), options);
        _changed = new PushChanged(push, options, NullLogger<PushChanged>.Instance);
        _reconcile = new ReconcilePushes(_store.Tickets, _store.Deliveries, push, options, _store.Time, NullLogger<ReconcilePushes>.Instance);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Batches_that_the_change_feed_never_delivers_lose_nothing()
    {
        await _store.Installations.PutAsync(
            new Installation { Id = "phone", PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = "phone", Tags = [] }, Cancelled);
        var written = new List<(string, int)>();
        // Changed again and again; two batches of three are dropped, in each round others.
        for (var round = 0; round < 3; round++)
        {
            for (var batch = 0; batch < 6; batch++)
            {
                var tickets = new List<JsonElement>();
                for (var i = 0; i < 5; i++)
                    tickets.Add(JsonSerializer.SerializeToElement(await UpdateAsync($"{batch}-{i}", written), StorageJson.Instance.Ticket));
                if ((batch + round) % 3 == 0)
                    await _changed.RunAsync(tickets, Cancelled);
            }

            _store.Time.Advance(TimeSpan.FromMinutes(5));
            await _reconcile.RunAsync(Cancelled);
        }

        Assert.Equal(90, written.Count);
        Assert.Equal(written.Order(), _gateway.Taken.Select(push => (push.TicketId, push.Seq)).Order());
        Assert.All(
            _gateway.Taken.GroupBy(push => push.TicketId), ticket => Assert.Equal(ticket.Select(push => push.Seq).Order(), ticket.Select(push => push.Seq)));
    }

    [Fact]
    public async Task What_the_last_run_compared_is_not_compared_again()
    {
        await _store.KeepAsync(Some.TicketWithProgress());
        _store.Time.Advance(TimeSpan.FromHours(1));
        await _reconcile.RunAsync(Cancelled);

        Assert.Equal(_store.Time.GetUtcNow() - TimeSpan.FromMinutes(1), await _store.Deliveries.ReadReconciledAsync(Cancelled));
    }

    [Fact]
    public async Task A_retry_that_got_lost_is_made_up_for()
    {
        await _store.Installations.PutAsync(
            new Installation { Id = "phone", PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = "phone", Tags = [] }, Cancelled);
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await _changed.RunAsync([JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket)], Cancelled);
        await _store.Deliveries.WriteReconciledAsync(_store.Time.GetUtcNow().AddHours(2), Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;
        _store.Time.Advance(TimeSpan.FromHours(3));
        await _reconcile.RunAsync(Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    private async Task<Ticket> UpdateAsync(string name, List<(string, int)> written)
    {
        var id = TicketId.Derived(Some.Alice.Key, name);
        var before = (await _store.Tickets.FindAsync(id, Cancelled))?.Document ?? Some.ClaimedTicket() with { Id = id };
        var after = await _store.KeepAsync(Some.Made(AgentRules.Progress(before, Some.Agent, "news", _store.Time.GetUtcNow(), Some.Reminders)));
        written.Add((id, after.Version));
        return after;
    }
}
