using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>A push platform that is down for an hour while many tickets wait, by the clock of a test.</summary>
public sealed class OutageTests : PushTests
{
    private const int Many = 2_000;
    private const int Waiting = 400;

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);

    // The platform asks for the longest pause that it is granted: ten breaks. Those tried last follow the probe.
    private static readonly TimeSpan LongestPause = (new PushOptions().CircuitBreak * 11) + Step;

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
            Counted<IDeskStore>.Of(_store.Desk, Count),
            _gateway,
            _queue,
            Options.Create(new PushOptions()),
            new Random(1),
            _store.Time);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down", TimeSpan.MaxValue);
    }

    [Fact]
    public async Task A_ticket_that_waits_costs_next_to_nothing_for_an_hour_and_is_pushed_when_it_has_had_its_pause()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        for (var i = 0; i < Many; i++)
            await ChangedAsync(await _store.KeepAsync(Some.TicketWithProgress() with { Id = TicketId.Derived(Some.Alice.Key, $"{i}") }));
        await PassAsync(TimeSpan.FromHours(1), reconciles: true);

        Assert.InRange(_calls.Values.Sum(), 0, 5 * Many);
        Assert.InRange(_queue.Sent.Count, 0, 2 * Many);
        Assert.Empty(_gateway.Taken);

        _gateway.Answer = _ => PushResult.Accepted;
        await PassAsync(LongestPause, reconciles: false);
        Assert.Equal(Many, _gateway.Taken.Select(message => message.TicketId).Distinct().Count());
    }

    [Fact]
    public async Task Updates_that_come_while_the_platform_is_down_are_pushed_when_it_is_back_though_nobody_logged_them()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        for (var i = 0; i < Waiting; i++)
        {
            await ChangedAsync(await _store.KeepAsync(Some.TicketWithProgress() with { Id = TicketId.Derived(Some.Alice.Key, $"{i}") }));
            await PassAsync(Step, reconciles: false);
        }

        Assert.Empty(_gateway.Taken);
        Assert.InRange(_calls.Values.Sum(), 0, 5 * Waiting);
        Assert.InRange(_queue.Sent.Count, 0, 2 * Waiting);

        _gateway.Answer = _ => PushResult.Accepted;
        await PassAsync(TimeSpan.FromMinutes(1), reconciles: false);
        Assert.Equal(Waiting, _gateway.Taken.Select(message => message.TicketId).Distinct().Count());
    }

    [Fact]
    public async Task One_ticket_that_always_fails_does_not_keep_the_others_waiting()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        for (var i = 0; i < 20; i++)
            await ChangedAsync(await _store.KeepAsync(Some.TicketWithProgress() with { Id = TicketId.Derived(Some.Alice.Key, $"{i}") }));
        await PassAsync(TimeSpan.FromMinutes(10), reconciles: false);

        var poison = TicketId.Derived(Some.Alice.Key, "0");
        _gateway.Answer = message => message.TicketId == poison ? new PushResult(PushOutcome.Unavailable, "too slow") : PushResult.Accepted;
        await PassAsync(TimeSpan.FromMinutes(11), reconciles: false);
        Assert.Equal(19, _gateway.Taken.Select(message => message.TicketId).Distinct().Count());
    }

    [Fact]
    public async Task Whatever_the_platform_asks_for_nobody_waits_longer_than_the_longest_delay()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        await ChangedAsync(await _store.KeepAsync(Some.TicketWithProgress()));

        Assert.Equal(new PushOptions().MaxRetryDelay, Assert.Single(_queue.Sent).Message.Delay);
    }

    // Step by step: the queue delivers what is due, and the reconciler runs every five minutes, or not at all.
    private async Task PassAsync(TimeSpan time, bool reconciles)
    {
        for (var end = _store.Time.GetUtcNow() + time; _store.Time.GetUtcNow() < end;)
        {
            _store.Time.Advance(Step);
            foreach (var (_, message) in _queue.Sent[_seen..])
                _due.Add(message, _store.Time.GetUtcNow() + message.Delay);
            _seen = _queue.Sent.Count;
            foreach (var (message, _) in _due.Where(each => each.Value <= _store.Time.GetUtcNow()).ToList())
            {
                _due.Remove(message);
                await _engine.HandleAsync(message.Body, Cancelled);
            }

            if (reconciles && _store.Time.GetUtcNow().Ticks % TimeSpan.FromMinutes(5).Ticks == 0)
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
