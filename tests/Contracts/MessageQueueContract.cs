using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Push;

namespace ServerlessSupport.Contracts;

/// <summary>What every queue promises its senders. The queues are empty when a test begins.</summary>
public abstract class MessageQueueContract
{
    protected abstract IMessageQueue Queue { get; }

    /// <summary>The clock the queue goes by.</summary>
    protected abstract FakeTimeProvider Time { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Receives and completes what is due in a queue now.</summary>
    protected abstract Task<IReadOnlyList<(string MessageId, TicketTask Body)>> DrainAsync(string queue);

    [Fact]
    public async Task A_message_arrives_once_in_its_queue_with_its_body()
    {
        await SendAsync("a");

        Assert.Empty(await DrainAsync("another"));
        Assert.Equal(("a", new TicketTask("ticket 🧭", 3, 1, RetryId: "r")), Assert.Single(await DrainAsync(QueueNames.PushRetries)));
        Assert.Empty(await DrainAsync(QueueNames.PushRetries));
    }

    [Fact]
    public async Task Messages_arrive_in_the_order_they_were_sent()
    {
        foreach (var id in new[] { "c", "a", "b" })
            await SendAsync(id);

        Assert.Equal(["c", "a", "b"], (await DrainAsync(QueueNames.PushRetries)).Select(message => message.MessageId));
    }

    [Fact]
    public async Task A_delayed_message_arrives_when_its_delay_is_over()
    {
        await SendAsync("late", TimeSpan.FromSeconds(30));
        await SendAsync("now");

        Assert.Equal("now", Assert.Single(await DrainAsync(QueueNames.PushRetries)).MessageId);
        Time.Advance(TimeSpan.FromSeconds(30) - TimeSpan.FromTicks(1));
        Assert.Empty(await DrainAsync(QueueNames.PushRetries));
        Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("late", Assert.Single(await DrainAsync(QueueNames.PushRetries)).MessageId);
    }

    [Fact]
    public async Task A_message_id_seen_in_the_last_ten_minutes_is_dropped_even_after_completion()
    {
        await SendAsync("a");
        await SendAsync("a");
        Assert.Single(await DrainAsync(QueueNames.PushRetries));

        Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        await SendAsync("a");
        Assert.Empty(await DrainAsync(QueueNames.PushRetries));
    }

    [Fact]
    public async Task A_message_id_counts_for_its_own_queue_only()
    {
        await SendAsync("a");
        await Queue.SendAsync("another", new QueueMessage("a", new TicketTask("other", 1, 1)), Cancellation);

        Assert.Single(await DrainAsync(QueueNames.PushRetries));
        Assert.Single(await DrainAsync("another"));
    }

    [Fact]
    public async Task A_message_id_is_from_1_to_128_characters()
    {
        await SendAsync(new string('x', 128));

        await Assert.ThrowsAnyAsync<ArgumentException>(() => SendAsync(new string('y', 129)));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => SendAsync(""));
        Assert.Single(await DrainAsync(QueueNames.PushRetries));
    }

    private Task SendAsync(string messageId, TimeSpan delay = default) =>
        Queue.SendAsync(QueueNames.PushRetries, new QueueMessage(messageId, new TicketTask("ticket 🧭", 3, 1, RetryId: "r"), delay), Cancellation);
}
