using ServerlessSupport.Queues;

namespace ServerlessSupport.Local.Storage;

/// <summary>A message that a receiver holds the lock of.</summary>
internal sealed record LockedMessage(
    long SequenceNumber,
    string MessageId,
    byte[] Body,
    Guid LockToken,
    int DeliveryCount,
    DateTimeOffset EnqueuedAt,
    DateTimeOffset LockedUntil,
    string? DeadLetterReason = null,
    string? DeadLetterDescription = null);

/// <summary>Queues with the semantics of Service Bus: peek-lock, delivery count, schedule, dead letters, duplicate detection by MessageId.</summary>
internal sealed class SqliteQueues : IMessageQueue
{
    /// <summary>The name of a queue's dead-letter queue, as Service Bus spells it.</summary>
    public static string DeadLetters(string queue) => queue + "/$deadletterqueue";

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Locks up to <paramref name="max"/> messages that are due; each counts as delivered once more. A message delivered <paramref name="maxDeliveryCount"/> times already goes to the dead letters instead.</summary>
    public Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string queue, int max, TimeSpan lockFor, int maxDeliveryCount, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Removes the message; false when the lock was lost.</summary>
    public Task<bool> CompleteAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Gives the message back at once; false when the lock was lost.</summary>
    public Task<bool> AbandonAsync(LockedMessage message, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Moves the message to its queue's dead letters with a reason; false when the lock was lost.</summary>
    public Task<bool> DeadLetterAsync(LockedMessage message, string? reason, string? description, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    /// <summary>Keeps the lock for another stretch; null when it was lost.</summary>
    public Task<DateTimeOffset?> RenewAsync(LockedMessage message, TimeSpan lockFor, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>When the next message of the queue becomes due (now, if one is); null when the queue is empty.</summary>
    public DateTimeOffset? NextDueAt(string queue) => throw new NotSupportedException();

    /// <summary>Completes when something was sent to, or given back to, the queue since the call.</summary>
    public Task WaitAsync(string queue, CancellationToken cancellationToken) => throw new NotSupportedException();
}
