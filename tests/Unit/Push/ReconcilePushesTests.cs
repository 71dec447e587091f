using System.Text.Json;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

public sealed class ReconcilePushesTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new();
    private readonly PushEngine _engine;

    public ReconcilePushesTests() => _engine = _store.Engine(_gateway, new RecordingQueue(), Options.Create(new PushOptions { ResendAfter = TimeSpan.Zero, ReminderWindow = TimeSpan.Zero }));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task Batches_that_the_change_feed_never_delivers_lose_nothing()
    {
        await WithPhoneAsync();
        var written = new List<(string, int)>();
        // Changed again and again; two batches of three are dropped, in each round others.
        for (var round = 0; round < 3; round++)
        {
            for (var batch = 0; batch < 6; batch++)
            {
                var tickets = new List<Ticket>();
                for (var i = 0; i < 5; i++)
                    tickets.Add(await UpdateAsync($"{batch}-{i}", written));
                if ((batch + round) % 3 == 0)
                    await ChangedAsync([.. tickets]);
            }

            _store.Time.Advance(TimeSpan.FromMinutes(5));
            await _engine.Reconcile.RunAsync(Cancelled);
        }

        Assert.Equal(90, written.Count);
        Assert.Equal(written.Order(), _gateway.Taken.Select(push => (push.TicketId, push.Seq)).Order());
        Assert.All(
            _gateway.Taken.GroupBy(push => push.TicketId), ticket => Assert.Equal(ticket.Select(push => push.Seq).Order(), ticket.Select(push => push.Seq)));
    }

    [Theory]
    [InlineData(23, 1)]
    [InlineData(25, 0)]
    public async Task The_first_run_of_all_compares_what_changed_in_the_last_day(int hours, int pushed)
    {
        await WithPhoneAsync();
        var ticket = await UpdateAsync("one", []);
        _store.Time.SetUtcNow(ticket.UpdatedAt.AddHours(hours));
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal(pushed, _gateway.Taken.Count);
    }

    [Fact]
    public async Task What_was_noted_of_a_ticket_that_was_erased_meanwhile_is_deleted()
    {
        await WithPhoneAsync();
        var kept = await UpdateAsync("one", []);
        var erased = Some.TicketWithProgress();
        foreach (var ticket in new[] { kept, erased })
        {
            await _store.Deliveries.ChangeAsync(
                ticket.Id, null, none => none with { Customer = none.Customer.Change(3, update => update with { State = DeliveryState.Sent, CheckAt = ticket.UpdatedAt }) }, Cancelled);
        }

        // It may be of a ticket that was made just now elsewhere.
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.NotNull(await _store.Deliveries.FindAsync(erased.Id, Cancelled));
        _store.Time.Advance(TimeSpan.FromHours(1));
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Null(await _store.Deliveries.FindAsync(erased.Id, Cancelled));
        Assert.NotNull(await _store.Deliveries.FindAsync(kept.Id, Cancelled));
    }

    [Fact]
    public async Task What_the_last_run_compared_is_not_compared_again()
    {
        await _store.KeepAsync(Some.TicketWithProgress());
        _store.Time.Advance(TimeSpan.FromHours(1));
        await _engine.Reconcile.RunAsync(Cancelled);

        var position = await _store.Deliveries.ReadReconciledAsync(Cancelled);
        Assert.Empty((await _store.Changes.ReadAsync(position, default, 10, Cancelled)).Items);
    }

    [Fact]
    public async Task What_the_fast_path_may_still_be_at_is_left_to_it_for_a_minute()
    {
        await WithPhoneAsync();
        var ticket = await UpdateAsync("one", []);
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.Empty(_gateway.Taken);

        _store.Time.SetUtcNow(ticket.UpdatedAt.AddMinutes(1));
        await _engine.Reconcile.RunAsync(Cancelled);
        Assert.Single(_gateway.Taken);
    }

    [Fact]
    public async Task A_retry_that_got_lost_is_made_up_for()
    {
        await WithPhoneAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        await ChangedAsync(ticket);
        await _store.Deliveries.WriteReconciledAsync($"{_store.Feed.Newest()}", Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;
        _store.Time.Advance(TimeSpan.FromHours(3));
        await _engine.Reconcile.RunAsync(Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    private Task WithPhoneAsync() => _store.Installations.PutAsync(Some.Device("phone"), Cancelled);

    private async Task ChangedAsync(params IReadOnlyList<Ticket> tickets)
    {
        await _engine.Changed.RunAsync([.. tickets.Select(ticket => JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket))], Cancelled);
        await _engine.Turns.WhenIdleAsync();
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
