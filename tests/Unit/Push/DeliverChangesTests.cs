using System.Text.Json;
using Microsoft.Extensions.Options;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What a batch of the change feed costs others.</summary>
public sealed class DeliverChangesTests : PushTests
{
    private readonly PushEngine _engine;

    public DeliverChangesTests() => _engine = _store.Engine(_gateway, _queue, Options.Create(_options));

    [Fact]
    public async Task A_slow_push_holds_up_neither_its_batch_nor_the_next_ones()
    {
        await WithDevicesAsync();
        var slow = new TaskCompletionSource();
        _gateway.Meanwhile = () => slow.Task;
        var first = ChangedAsync(Some.TicketWithProgress());
        await AskedAsync(1);
        await EndsAsync(first);
        await ChangedAsync(Bobs(Some.TicketWithProgress()));
        await AskedAsync(2);

        Assert.Equal(Bob.Key, TicketId.CustomerKey(Assert.Single(_gateway.Taken).TicketId));
        slow.SetResult();
        await _engine.Turns.WhenIdleAsync();
        Assert.Equal(2, _gateway.Taken.Count);
    }

    [Fact]
    public async Task A_flood_of_one_customer_does_not_delay_another_ones_push()
    {
        await WithDevicesAsync();
        var platform = new TaskCompletionSource();
        _gateway.Until = platform.Task;
        for (var batch = 0; batch < 10; batch++)
        {
            await EndsAsync(ChangedAsync([.. Enumerable.Range(0, 50).Select(i => Some.TicketWithProgress() with { Id = TicketId.Derived(Some.Alice.Key, $"{batch}-{i}") })]));
        }

        // All that runs for the flood stands still, and Bob's turn comes all the same.
        await ChangedAsync(Bobs(Some.TicketWithProgress()));
        await UntilAsync(() => _gateway.Asked.Any(asked => TicketId.CustomerKey(asked.Message.TicketId) == Bob.Key));
        Assert.InRange(_gateway.Asked.Count, 1, _options.Concurrency);
        platform.SetResult();
        await _engine.Turns.WhenIdleAsync();

        Assert.Equal(501, _gateway.Taken.Count);
    }

    [Fact]
    public async Task A_document_that_cannot_be_read_costs_itself()
    {
        await WithDevicesAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        var odd = JsonSerializer.SerializeToElement(new { id = "odd", lastDeliverableSeq = 3, timeline = "none" });

        await _engine.Changed.RunAsync([odd, JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket)], Cancelled);
        await _engine.Turns.WhenIdleAsync();

        Assert.Equal([3], _gateway.TakenSeqs);
    }

    [Fact]
    public async Task A_ticket_that_changes_again_while_it_is_pushed_is_not_pushed_twice_at_once()
    {
        await WithDevicesAsync();
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        var slow = new TaskCompletionSource();
        _gateway.Meanwhile = () => slow.Task;
        var first = ChangedAsync(ticket);
        await AskedAsync(1);
        await EndsAsync(first);
        await ChangedAsync(ResolvedAfter(ticket));
        slow.SetResult();
        await _engine.Turns.WhenIdleAsync();

        Assert.Equal([3, 4], _gateway.TakenSeqs);
    }

    private static readonly Caller Bob = new("bob", "Bob", ActorRole.Customer);

    private static Ticket Bobs(Ticket ticket) => ticket with { Id = TicketId.New(Bob.Key, Some.Morning), CustomerKey = Bob.Key, CustomerId = Bob.Id };

    private async Task WithDevicesAsync()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        await _store.Installations.PutAsync(Some.Device("bobs-phone", Bob.Key), Cancelled);
    }

    private async Task ChangedAsync(params IReadOnlyList<Ticket> tickets)
    {
        foreach (var ticket in tickets)
            await _store.KeepAsync(ticket);
        await _engine.Changed.RunAsync([.. tickets.Select(ticket => JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket))], Cancelled);
    }

    private Task AskedAsync(int count) => UntilAsync(() => _gateway.Asked.Count >= count);

    // A batch waits a moment for its pushes, by the clock of the test, which must not run away from a busy machine.
    private async Task EndsAsync(Task batch)
    {
        while (!batch.IsCompleted)
        {
            _store.Time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.WhenAny(batch, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Cancelled));
        }

        await batch;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (!isSo())
        {
            late.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
