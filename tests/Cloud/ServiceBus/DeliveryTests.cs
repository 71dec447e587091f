using Azure.Messaging.ServiceBus;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.ServiceBus;

/// <summary>What becomes of the product's messages in a queue, by the real client over AMQP.</summary>
public sealed class DeliveryTests : IAsyncDisposable
{
    private readonly OpenNamespace _namespace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _namespace.DisposeAsync();

    [Fact]
    public async Task A_message_is_received_as_it_was_sent()
    {
        await _namespace.SendAsync("t-1:3:2");

        var message = await _namespace.ReceiveAsync();

        Assert.Equal(("t-1:3:2", "t-1", "application/json", 1), (message.MessageId, message.CorrelationId, message.ContentType, message.DeliveryCount));
        Assert.Equal("""{"ticketId":"t-1","seq":3,"attempt":2,"retryId":"r"}""", message.Body.ToString());
        Assert.Equal(_namespace.Time.GetUtcNow().AddMinutes(1), message.LockedUntil);
    }

    [Fact]
    public async Task A_message_that_somebody_has_comes_to_nobody_else_until_it_is_given_back()
    {
        await _namespace.SendAsync("a");
        var first = await _namespace.ReceiveAsync();
        Assert.Equal((0, 1), (_namespace.Broker[QueueNames.PushRetries].Ready, _namespace.Broker[QueueNames.PushRetries].Count));

        await _namespace.Receiver().AbandonMessageAsync(first, cancellationToken: Cancellation);
        var again = await _namespace.ReceiveAsync();

        Assert.Equal(("a", 2), (again.MessageId, again.DeliveryCount));
        Assert.NotEqual(first.LockToken, again.LockToken);
    }

    [Fact]
    public async Task A_completed_message_is_gone()
    {
        await _namespace.SendAsync("a");

        await _namespace.Receiver().CompleteMessageAsync(await _namespace.ReceiveAsync(), Cancellation);

        Assert.Equal(0, _namespace.Broker[QueueNames.PushRetries].Count);
    }

    [Fact]
    public async Task A_lock_that_ran_out_settles_nothing_and_the_message_comes_again()
    {
        await _namespace.SendAsync("a");
        var late = await _namespace.ReceiveAsync();

        _namespace.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await _namespace.ReceiveAsync();
        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => _namespace.Receiver().CompleteMessageAsync(late, Cancellation));

        Assert.Equal((ServiceBusFailureReason.MessageLockLost, 2), (fault.Reason, again.DeliveryCount));
        await _namespace.Receiver().CompleteMessageAsync(again, Cancellation);
    }

    [Fact]
    public async Task A_renewed_lock_holds_a_minute_more_and_a_lost_one_cannot_be_renewed()
    {
        await _namespace.SendAsync("a");
        var message = await _namespace.ReceiveAsync();

        _namespace.Time.Advance(TimeSpan.FromSeconds(50));
        await _namespace.Receiver().RenewMessageLockAsync(message, Cancellation);
        Assert.Equal(_namespace.Time.GetUtcNow().AddMinutes(1), message.LockedUntil);
        _namespace.Time.Advance(TimeSpan.FromMinutes(1));
        var fault = await Assert.ThrowsAsync<ServiceBusException>(() => _namespace.Receiver().RenewMessageLockAsync(message, Cancellation));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, fault.Reason);
    }

    [Fact]
    public async Task A_dead_letter_waits_in_the_queues_sub_queue_with_its_reason()
    {
        await _namespace.SendAsync("a");

        await _namespace.Receiver().DeadLetterMessageAsync(await _namespace.ReceiveAsync(), "NotDelivered", "The hub refused it.", Cancellation);
        var letter = await _namespace.ReceiveAsync(subQueue: SubQueue.DeadLetter);

        Assert.Equal(("a", "NotDelivered", "The hub refused it."), (letter.MessageId, letter.DeadLetterReason, letter.DeadLetterErrorDescription));
        Assert.Equal(0, _namespace.Broker[QueueNames.PushRetries].Count);
        await _namespace.Receiver(subQueue: SubQueue.DeadLetter).CompleteMessageAsync(letter, Cancellation);
        Assert.Equal(0, _namespace.Broker[QueueNames.PushRetries].DeadLetters!.Count);
    }

    [Fact]
    public async Task A_message_received_too_often_becomes_a_dead_letter_by_itself()
    {
        await _namespace.SendAsync("a");
        for (var i = 0; i < OpenNamespace.MaxDeliveries; i++)
            await _namespace.Receiver().AbandonMessageAsync(await _namespace.ReceiveAsync(), cancellationToken: Cancellation);

        await _namespace.SendAsync("b");
        Assert.Equal("b", (await _namespace.ReceiveAsync()).MessageId);
        var letter = await _namespace.ReceiveAsync(subQueue: SubQueue.DeadLetter);

        Assert.Equal(("a", "MaxDeliveryCountExceeded"), (letter.MessageId, letter.DeadLetterReason));
    }

    [Fact]
    public async Task A_scheduled_message_wakes_a_receiver_that_waits_for_it()
    {
        await _namespace.SendAsync("later", TimeSpan.FromMinutes(5));

        var waiting = _namespace.ReceiveAsync();
        _namespace.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("later", (await waiting).MessageId);
    }
}
