using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

/// <summary>Wherever work is put off it is put off at random, or what failed together would come back together.</summary>
public sealed class JitterTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ScriptedGateway _gateway = new() { Answer = _ => new PushResult(PushOutcome.Unavailable, "down") };
    private readonly RecordingQueue _queue = new();
    private readonly PushOptions _options = new() { ReminderWindow = TimeSpan.Zero, CircuitFailures = 1_000 };
    private readonly PushEngine _engine;

    public JitterTests() => _engine = Engine(_store.Installations);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_push_that_is_not_taken_waits_less_than_the_whole_delay()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        await _engine.Deliver.RunAsync(await _store.KeepAsync(Some.TicketWithProgress()), Cancelled);

        Assert.Equal(_options.FirstRetryDelay / 2, Assert.Single(_queue.Sent).Message.Delay);
    }

    [Fact]
    public async Task Reminders_that_are_not_taken_wait_less_too()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);
        await _engine.Deliver.RunAsync(await _store.KeepAsync(Some.RemindedTicket()), Cancelled);

        Assert.Equal(_options.FirstRetryDelay / 2, Assert.Single(_queue.Sent).Message.Delay);
    }

    [Fact]
    public async Task The_second_sending_waits_less_than_the_longest_delay()
    {
        await _store.Installations.PutAsync(Some.Device("phone"), Cancelled);
        _gateway.Answer = _ => PushResult.Accepted;
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await _engine.Deliver.RunAsync(ticket, Cancelled);
        _gateway.Answer = _ => new PushResult(PushOutcome.Unavailable, "down");
        _store.Time.Advance(_options.ResendAfter);
        await _engine.Deliver.RunAsync(ticket, Cancelled);

        var checkAt = (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document.Customer.Updates.Single().CheckAt;
        Assert.Equal(_store.Time.GetUtcNow() + (_options.MaxRetryDelay / 2), checkAt);
    }

    [Fact]
    public async Task A_run_that_a_fault_ended_and_a_retry_that_is_put_off_wait_less_too_and_each_has_an_id_of_its_own()
    {
        var engine = Engine(Counted<IInstallationStore>.Of(_store.Installations, _ => throw new UnavailableException("The store.")));
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        await engine.Deliver.RunAsync(ticket, Cancelled);
        await engine.Deliver.RetryAsync(_queue.LastTask, Cancelled);
        await engine.Deliver.RetryAsync(_queue.LastTask, Cancelled);

        Assert.All(_queue.Sent.Take(2), sent => Assert.Equal(_options.FirstRetryDelay / 2, sent.Message.Delay));
        Assert.Equal([0, 1, 2], _queue.Sent.Select(sent => sent.Message.Body.Postponed));
        Assert.Equal(3, _queue.Sent.Select(sent => sent.Message.MessageId).Distinct().Count());
    }

    [Fact]
    public void A_pause_that_was_asked_for_is_made_a_little_longer_at_random() =>
        Assert.Equal(TimeSpan.FromMinutes(1) + _options.FirstRetryDelay, Retries.Delay(1, TimeSpan.FromMinutes(1), _options, jitter: 1));

    [Fact]
    public void Two_retries_never_have_the_same_id()
    {
        var random = new Random(1);

        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => Retries.NewId(random)).Distinct().Count());
    }

    private PushEngine Engine(IInstallationStore devices) => new(
        _store.Tickets, _store.Changes, _store.Deliveries, devices, _store.Desk, _gateway, _queue, Options.Create(_options), new AllJitter(), _store.Time);

    /// <summary>Every delay is as short as it may be.</summary>
    private sealed class AllJitter : Random
    {
        public override double NextDouble() => 1;
    }
}
