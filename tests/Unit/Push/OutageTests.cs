using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>A push platform that is down for an hour while many tickets wait, by the clock of a test.</summary>
public sealed class OutageTests : PushTests
{
    private const int Waiting = 400;

    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly PushEngine _engine;
    private readonly Dictionary<QueueMessage, DateTimeOffset> _due = [];
    private int _seen;

    public OutageTests()
    {
        _engine = new PushEngine(
            Counted<ITicketStore>.Of(_store.Tickets, Count),
            Counted<ITicketChanges>.Of(_store.Changes, Count),
            Counted<IDeliveryLog>.Of(_store.Deliveries, Count),
            Counted<IInstallationStore>.Of(_store.Installations, Count),
            _gateway,
            _queue,
            Options.Create(new PushOptions()),
            new Random(1),
            _store.Time);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down", TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_ticket_that_waits_costs_next_to_nothing_and_is_pushed_soon_after()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        for (var i = 0; i < Waiting; i++)
            await ChangedAsync(await _store.KeepAsync(Some.TicketWithProgress() with { Id = TicketId.Derived(Some.Alice.Key, $"{i}") }));
        await HourAsync(minutes: 60);

        Assert.InRange(_calls.Values.Sum(), 0, 5 * Waiting);
        Assert.InRange(_queue.Sent.Count, 0, 2 * Waiting);
        Assert.Empty(_gateway.Taken);

        _gateway.Answer = _ => PushResult.Accepted;
        await HourAsync(minutes: 16);
        Assert.Equal(Waiting, _gateway.Taken.Select(message => message.TicketId).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_the_platform_asks_for_nobody_waits_longer_than_the_longest_delay()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        await ChangedAsync(await _store.KeepAsync(Some.TicketWithProgress()));

        Assert.Equal(new PushOptions().MaxRetryDelay, Assert.Single(_queue.Sent).Message.Delay);
    }

    // Minute by minute: the queue delivers what is due, and the reconciler runs every five.
    private async Task HourAsync(int minutes)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            _store.Time.Advance(TimeSpan.FromMinutes(1));
            foreach (var (_, message) in _queue.Sent[_seen..])
                _due.Add(message, _store.Time.GetUtcNow() + message.Delay);
            _seen = _queue.Sent.Count;
            foreach (var (message, _) in _due.Where(each => each.Value <= _store.Time.GetUtcNow()).ToList())
            {
                _due.Remove(message);
                await _engine.HandleAsync(message.Body, Cancelled);
            }

            if (minute % 5 == 0)
                await _engine.Reconcile.RunAsync(Cancelled);
        }
    }

    private async Task ChangedAsync(Ticket ticket)
    {
        await _engine.Changed.RunAsync([JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket)], Cancelled);
        await _engine.Turns.WhenIdleAsync();
    }

    private void Count(string call) => _calls.AddOrUpdate(call, 1, (_, count) => count + 1);
}
