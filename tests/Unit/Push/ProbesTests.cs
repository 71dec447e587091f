using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>What ends an outage of the push platform, with several instances of the app over one store and one queue.</summary>
public sealed class ProbesTests : PushTests
{
    private static readonly PushResult Down = new(PushOutcome.Unavailable, "down");

    private readonly PushEngine _one;
    private readonly PushEngine _other;

    public ProbesTests()
    {
        _options.CircuitFailures = 1;
        (_one, _other) = (Instance(), Instance());
        _gateway.Answer = _ => Down;
    }

    [Fact]
    public async Task What_one_instance_left_is_pushed_by_another_that_never_saw_the_outage()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        var probe = await LeftAsync("left");
        _gateway.Answer = _ => PushResult.Accepted;
        await _other.HandleAsync(probe, Cancelled);

        // The one that failed comes back by itself, when its retry is due.
        Assert.Equal([Id("left")], _gateway.Taken.Select(push => push.TicketId));
    }

    [Fact]
    public async Task Of_all_that_is_left_one_probe_is_sent_and_another_only_when_that_may_come_too_early_for_it()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        var probe = Assert.Single(await LeaveManyAsync());
        Assert.Equal(_options.CircuitBreak * 1.1, probe.Delay);
        _store.Time.Advance(probe.Delay * 0.49);
        Assert.Empty(await LeaveManyAsync());
        _store.Time.Advance(probe.Delay * 0.02);
        Assert.Single(await LeaveManyAsync());
    }

    [Fact]
    public async Task A_probe_that_finds_the_platform_down_asks_it_once_and_is_sent_again_whatever_waits()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        for (var i = 0; i < 10; i++)
            await LeftAsync($"{i}");
        _store.Time.Advance(_options.CircuitBreak);
        var (asked, sent) = (_gateway.Asked.Count, _queue.Sent.Count);
        await _one.HandleAsync(Probes()[0].Body, Cancelled);

        Assert.Equal(asked + 1, _gateway.Asked.Count);
        Assert.Equal([false, true], _queue.Sent.Skip(sent).Select(message => message.Message.Body.IsProbe));
    }

    [Fact]
    public async Task A_probe_that_comes_before_the_pause_is_over_asks_nobody_and_is_put_off_by_more_each_time()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        var probe = await LeftAsync("left");
        var asked = _gateway.Asked.Count;
        for (var i = 2; i < 5; i++)
        {
            await _one.HandleAsync(probe, Cancelled);
            Assert.Equal(_options.CircuitBreak * (1 + (i / 10.0)), Probes()[^1].Delay);
            probe = Probes()[^1].Body;
        }

        Assert.Equal(asked, _gateway.Asked.Count);
    }

    [Fact]
    public async Task Whoever_finds_the_platform_back_has_what_waits_pushed_at_once()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        await LeftAsync("left");
        _gateway.Answer = _ => PushResult.Accepted;
        _store.Time.Advance(_options.CircuitBreak);
        await ChangedAsync(_one, "new");

        Assert.Equal(TimeSpan.Zero, Probes()[^1].Delay);
        await _one.HandleAsync(Probes()[^1].Body, Cancelled);
        Assert.Equal(new[] { Id("failed"), Id("left"), Id("new") }.Order(), _gateway.Taken.Select(push => push.TicketId).Order());
    }

    [Fact]
    public async Task Who_meets_the_outage_only_when_sending_has_a_probe_sent_as_well()
    {
        await WithDeviceAsync();
        PushEngine? engine = null;
        var devices = Counted<IInstallationStore>.Of(_store.Installations, _ => engine!.Circuit.Report(Down));
        engine = new PushEngine(_store.Tickets, _store.Changes, _store.Deliveries, devices, _store.Desk, _gateway, _queue, Options.Create(_options), new NoJitter(), _store.Time);
        await ChangedAsync(engine, "left");

        Assert.Empty(_gateway.Asked);
        Assert.Equal(Id("left"), Assert.Single(Probes()).Body.TicketId);
    }

    [Fact]
    public async Task What_is_left_behind_something_that_was_pushed_stays_in_the_log()
    {
        await WithDeviceAsync();
        var ticket = await _store.KeepAsync(ResolvedAfter(Some.TicketWithProgress() with { Id = Id("left") }));
        PushEngine? engine = null;
        var asked = 0;
        var devices = Counted<IInstallationStore>.Of(_store.Installations, _ =>
        {
            if (++asked == 2)
                engine!.Circuit.Report(Down);
        });
        engine = new PushEngine(_store.Tickets, _store.Changes, _store.Deliveries, devices, _store.Desk, _gateway, _queue, Options.Create(_options), new NoJitter(), _store.Time);
        _gateway.Answer = _ => PushResult.Accepted;
        await engine.Deliver.RunAsync(ticket, LaneName.Customer, Cancelled);

        Assert.Equal([3], _gateway.TakenSeqs);
        Assert.NotNull((await DeliveriesAsync(ticket)).RetryAt);
    }

    [Fact]
    public async Task No_update_is_given_up_while_the_platform_is_down_for_all()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        for (var i = 0; i < 3 * _options.MaxAttempts; i++)
        {
            _store.Time.Advance(_options.CircuitBreak * 2);
            Assert.Null((await _one.HandleAsync(_queue.Sent.Last(sent => !sent.Message.Body.IsProbe).Message.Body, Cancelled)).GaveUp);
        }

        Assert.Equal(1 + (3 * _options.MaxAttempts), _gateway.Asked.Count);
        Assert.All(_queue.Sent, sent => Assert.InRange(sent.Message.Delay, TimeSpan.Zero, _options.CircuitBreak * 2));
    }

    [Fact]
    public async Task A_sweep_that_takes_long_hands_the_rest_on()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        var probe = await LeftAsync("0");
        for (var i = 1; i < 2 * PageRequest.MaxLimit; i++)
            await LeftAsync($"{i}");
        _gateway.Answer = _ =>
        {
            _store.Time.Advance(TimeSpan.FromSeconds(1));
            return PushResult.Accepted;
        };
        await _other.HandleAsync(probe, Cancelled);

        Assert.InRange(_gateway.Taken.Count, 1, PageRequest.MaxLimit);
        Assert.Equal(TimeSpan.Zero, Probes()[^1].Delay);
        for (var i = 0; i < 3; i++)
            await _other.HandleAsync(Probes()[^1].Body, Cancelled);
        Assert.Equal((2 * PageRequest.MaxLimit) + 1, _gateway.Taken.Select(push => push.TicketId).Distinct().Count());
    }

    [Fact]
    public async Task A_probe_that_the_queue_gives_up_counts_against_no_ticket()
    {
        await WithDeviceAsync();
        await ChangedAsync(_one, "failed");
        var probe = await LeftAsync("left");
        await new RecordDeadLetter(_store.Tickets, _store.Deliveries, _store.Time, NullLogger<RecordDeadLetter>.Instance)
            .RunAsync(probe with { Seq = 3 }, "too many deliveries", Cancelled);

        Assert.Null(await _store.Deliveries.FindAsync(Id("left"), Cancelled));
    }

    private PushEngine Instance() => _store.Engine(_gateway, _queue, Options.Create(_options));

    private static string Id(string name) => TicketId.Derived(Some.Alice.Key, name);

    private List<QueueMessage> Probes() => [.. _queue.Sent.Select(sent => sent.Message).Where(message => message.Body.IsProbe)];

    /// <summary>Changes a ticket while the platform is left alone; the probe that has been sent by then.</summary>
    private async Task<TicketTask> LeftAsync(string name)
    {
        await ChangedAsync(_one, name);
        return Probes()[^1].Body;
    }

    private async Task<List<QueueMessage>> LeaveManyAsync()
    {
        var before = Probes().Count;
        for (var i = 0; i < 3; i++)
            await LeftAsync($"{before}-{i}");
        return Probes()[before..];
    }

    private async Task ChangedAsync(PushEngine engine, string name)
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress() with { Id = Id(name) });
        await engine.Changed.RunAsync([JsonSerializer.SerializeToElement(ticket, StorageJson.Instance.Ticket)], Cancelled);
        await engine.Turns.WhenIdleAsync();
    }
}
