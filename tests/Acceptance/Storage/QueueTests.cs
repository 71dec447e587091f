using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class QueueTests : IDisposable
{
    private const string Queue = QueueNames.PushRetries;

    private static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);

    private readonly OpenStore _store = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_received_message_is_locked_and_says_what_it_is()
    {
        await SendAsync("a");
        _store.Time.Advance(TimeSpan.FromSeconds(5));

        var message = await OneAsync();

        Assert.Equal(("a", 1, _store.Time.GetUtcNow() + Lock), (message.MessageId, message.DeliveryCount, message.LockedUntil));
        Assert.Equal(_store.Time.GetUtcNow().AddSeconds(-5), message.EnqueuedAt);
        Assert.Equal("""{"ticketId":"a","seq":1,"attempt":1}""", System.Text.Encoding.UTF8.GetString(message.Body));
        Assert.Empty(await ReceiveAsync());
    }

    [Fact]
    public async Task A_completed_message_is_gone_and_cannot_be_settled_again()
    {
        await SendAsync("a");
        var message = await OneAsync();

        Assert.True(await _store.Queues.CompleteAsync(message, Cancellation));

        Assert.False(await _store.Queues.CompleteAsync(message, Cancellation));
        Assert.False(await _store.Queues.AbandonAsync(message, Cancellation));
        Assert.False(await _store.Queues.DeadLetterAsync(message, "r", "d", Cancellation));
        Assert.Null(await _store.Queues.RenewAsync(message, Lock, Cancellation));
        Assert.Null(_store.Queues.NextDueAt(Queue));
    }

    [Fact]
    public async Task An_abandoned_message_comes_back_at_once_in_its_old_place()
    {
        await SendAsync("a");
        await SendAsync("b");
        var first = Assert.Single(await ReceiveAsync(max: 1));

        Assert.True(await _store.Queues.AbandonAsync(first, Cancellation));

        Assert.Equal([("a", 2), ("b", 1)], (await ReceiveAsync()).Select(message => (message.MessageId, message.DeliveryCount)));
    }

    [Fact]
    public async Task An_expired_lock_is_lost_even_before_somebody_else_takes_the_message()
    {
        await SendAsync("a");
        var lost = await OneAsync();
        _store.Time.Advance(Lock);

        Assert.False(await _store.Queues.CompleteAsync(lost, Cancellation));
        Assert.Null(await _store.Queues.RenewAsync(lost, Lock, Cancellation));
        var again = await OneAsync();
        Assert.Equal(2, again.DeliveryCount);
        Assert.False(await _store.Queues.CompleteAsync(lost, Cancellation));
        Assert.True(await _store.Queues.CompleteAsync(again, Cancellation));
    }

    [Fact]
    public async Task A_renewed_lock_lasts_from_the_renewal_on()
    {
        await SendAsync("a");
        var message = await OneAsync();
        _store.Time.Advance(Lock / 2);

        Assert.Equal(_store.Time.GetUtcNow() + Lock, await _store.Queues.RenewAsync(message, Lock, Cancellation));
        _store.Time.Advance(Lock - TimeSpan.FromTicks(1));

        Assert.Empty(await ReceiveAsync());
        Assert.True(await _store.Queues.CompleteAsync(message, Cancellation));
    }

    [Fact]
    public async Task A_message_delivered_too_often_goes_to_the_dead_letters_with_the_reason()
    {
        await SendAsync("poison");
        await SendAsync("fine");
        for (var delivery = 1; delivery <= 3; delivery++)
            await _store.Queues.AbandonAsync(Assert.Single(await ReceiveAsync(max: 1)), Cancellation);

        Assert.Equal("fine", Assert.Single(await ReceiveAsync(max: 1)).MessageId);
        var dead = await OneAsync(SqliteQueues.DeadLetters(Queue));
        Assert.Equal(("poison", "MaxDeliveryCountExceeded"), (dead.MessageId, dead.DeadLetterReason));
        Assert.Equal("Message could not be consumed after 3 delivery attempts.", dead.DeadLetterDescription);
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_reason_and_can_be_received_any_number_of_times()
    {
        await SendAsync("a");
        await _store.Queues.DeadLetterAsync(await OneAsync(), "PushRefused", "表 the device is gone", Cancellation);
        Assert.Empty(await ReceiveAsync());

        for (var look = 1; look <= 5; look++)
        {
            var dead = await OneAsync("push-retries/$deadletterqueue");
            Assert.Equal(("PushRefused", "表 the device is gone", 1 + look), (dead.DeadLetterReason, dead.DeadLetterDescription, dead.DeliveryCount));
            await _store.Queues.AbandonAsync(dead, Cancellation);
        }

        Assert.True(await _store.Queues.CompleteAsync(await OneAsync(SqliteQueues.DeadLetters(Queue)), Cancellation));
        Assert.Null(_store.Queues.NextDueAt(SqliteQueues.DeadLetters(Queue)));
    }

    [Fact]
    public async Task The_next_due_time_follows_delays_locks_and_settlement()
    {
        Assert.Null(_store.Queues.NextDueAt(Queue));
        await SendAsync("later", TimeSpan.FromMinutes(5));
        Assert.Equal(_store.Time.GetUtcNow().AddMinutes(5), _store.Queues.NextDueAt(Queue));
        await SendAsync("now");
        _store.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_store.Time.GetUtcNow(), _store.Queues.NextDueAt(Queue));

        var message = await OneAsync();

        Assert.Equal(message.LockedUntil, _store.Queues.NextDueAt(Queue));
        await _store.Queues.CompleteAsync(message, Cancellation);
        Assert.Equal(_store.Time.GetUtcNow().AddMinutes(5).AddSeconds(-1), _store.Queues.NextDueAt(Queue));
    }

    [Fact]
    public async Task Waiting_ends_when_something_is_sent_or_given_back()
    {
        var sent = _store.Queues.WaitAsync(Queue, Cancellation);
        Assert.False(sent.IsCompleted);
        await SendAsync("a");
        await sent.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);

        var message = await OneAsync();
        var (givenBack, buried) = (_store.Queues.WaitAsync(Queue, Cancellation), _store.Queues.WaitAsync(SqliteQueues.DeadLetters(Queue), Cancellation));
        await _store.Queues.AbandonAsync(message, Cancellation);
        await givenBack.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
        Assert.False(buried.IsCompleted);
        await _store.Queues.DeadLetterAsync(await OneAsync(), null, null, Cancellation);
        await buried.WaitAsync(TimeSpan.FromMinutes(1), Cancellation);
    }

    [Fact]
    public async Task Messages_delivery_counts_and_seen_ids_survive_a_restart_and_locks_end_with_their_process()
    {
        await SendAsync("locked");
        await SendAsync("late", TimeSpan.FromMinutes(2));
        var lost = await OneAsync();

        _store.Restart();
        await SendAsync("locked");

        var again = await OneAsync();
        Assert.Equal(("locked", 2), (again.MessageId, again.DeliveryCount));
        Assert.False(await _store.Queues.CompleteAsync(lost, Cancellation));
        Assert.True(await _store.Queues.CompleteAsync(again, Cancellation));
        _store.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("late", (await OneAsync()).MessageId);
        _store.Time.Advance(TimeSpan.FromMinutes(8));
        await SendAsync("locked");
        Assert.Equal(["late", "locked"], (await ReceiveAsync()).Select(message => message.MessageId));
    }

    [Fact]
    public async Task Competing_receivers_never_hold_the_same_message()
    {
        for (var number = 0; number < 100; number++)
            await SendAsync($"{number}");

        var held = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReceiveAsync(max: 20), Cancellation)));

        Assert.Equal(100, held.SelectMany(messages => messages).Select(message => message.MessageId).Distinct().Count());
        Assert.Equal(100, held.Sum(messages => messages.Count));
    }

    private Task SendAsync(string id, TimeSpan delay = default) => _store.Queues.SendAsync(Queue, new QueueMessage(id, new TicketTask(id, 1, 1), delay), Cancellation);

    private Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string queue = Queue, int max = 10) =>
        _store.Queues.ReceiveAsync(queue, max, Lock, maxDeliveryCount: 3, Cancellation);

    private async Task<LockedMessage> OneAsync(string queue = Queue) => Assert.Single(await ReceiveAsync(queue));

    public void Dispose() => _store.Dispose();
}
