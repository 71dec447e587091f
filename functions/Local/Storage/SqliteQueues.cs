using System.Collections.Concurrent;

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
internal sealed partial class SqliteQueues(SqliteDatabase database, TimeProvider time) : IMessageQueue
{
    private const string DeadLetterSuffix = "/$deadletterqueue";
    private const int MaxMessageIdLength = 128;
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, Signal> _signals = new(StringComparer.Ordinal);

    private long Now => time.GetUtcNow().UtcTicks;

    /// <summary>The name of a queue's dead-letter queue, as Service Bus spells it.</summary>
    public static string DeadLetters(string queue) => queue + DeadLetterSuffix;

    public async Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(message.MessageId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.MessageId.Length, MaxMessageIdLength);
        var body = JsonSerializer.SerializeToUtf8Bytes(message.Body, StorageJson.Instance.TicketTask);
        var now = Now;
        var due = now + Math.Max(0, message.Delay.Ticks);
        await database.WriteAsync(
            session =>
            {
                session.Execute(ForgetIds, now);
                return session.Execute(RememberId, queue, message.MessageId, now + DuplicateWindow.Ticks) == 1
                    && session.Execute(InsertMessage, queue, message.MessageId, body, due) == 1;
            },
            cancellationToken);
        SignalOf(queue).Raise();
    }

    /// <summary>Locks up to <paramref name="max"/> messages that are due; each counts as delivered once more. A message delivered <paramref name="maxDeliveryCount"/> times already goes to the dead letters instead.</summary>
    public async Task<IReadOnlyList<LockedMessage>> ReceiveAsync(string queue, int max, TimeSpan lockFor, int maxDeliveryCount, CancellationToken cancellationToken)
    {
        // Asking an idle queue must not cost an fsync.
        if (NextDueAt(queue) is not { } due || due.UtcTicks > Now)
            return [];
        // Dead letters wait there however often they are looked at.
        var limit = queue.EndsWith(DeadLetterSuffix, StringComparison.Ordinal) ? int.MaxValue : maxDeliveryCount;
        var now = time.GetUtcNow();
        var (received, exhausted) = await database.WriteAsync(session => Receive(session, queue, max, now, lockFor, limit), cancellationToken);
        if (exhausted > 0)
            SignalOf(DeadLetters(queue)).Raise();
        return received;
    }

    /// <summary>Removes the message; false when the lock was lost.</summary>
    public Task<bool> CompleteAsync(LockedMessage message, CancellationToken cancellationToken)
    {
        var now = Now;
        return database.WriteAsync(session => session.Execute(DeleteLocked, message.SequenceNumber, Token(message), now) == 1, cancellationToken);
    }

    /// <summary>Gives the message back at once; false when the lock was lost.</summary>
    public async Task<bool> AbandonAsync(LockedMessage message, CancellationToken cancellationToken)
    {
        var now = Now;
        return Raise(await database.WriteAsync(
            session => session.First(UnlockLocked, row => row.GetString(0), message.SequenceNumber, Token(message), now),
            cancellationToken));
    }

    /// <summary>Moves the message to its queue's dead letters with a reason; false when the lock was lost.</summary>
    public async Task<bool> DeadLetterAsync(LockedMessage message, string? reason, string? description, CancellationToken cancellationToken)
    {
        var now = Now;
        return Raise(await database.WriteAsync(
            session => session.First(DeadLetterLocked, row => row.GetString(0), message.SequenceNumber, Token(message), now, DeadLetterSuffix, reason, description),
            cancellationToken));
    }

    /// <summary>Keeps the lock for another stretch; null when it was lost.</summary>
    public async Task<DateTimeOffset?> RenewAsync(LockedMessage message, TimeSpan lockFor, CancellationToken cancellationToken)
    {
        var now = Now;
        var until = now + lockFor.Ticks;
        return await database.WriteAsync(session => session.Execute(RenewLocked, message.SequenceNumber, Token(message), now, until) == 1, cancellationToken)
            ? new DateTimeOffset(until, TimeSpan.Zero)
            : null;
    }

    /// <summary>When the next message of the queue becomes due (now, if one is); null when the queue is empty.</summary>
    public DateTimeOffset? NextDueAt(string queue)
    {
        var next = database.Read(session => session.First(SelectNextDue, row => row.IsNull(0) ? (long?)null : row.GetInt64(0), queue));
        return next is { } due ? new DateTimeOffset(Math.Max(due, Now), TimeSpan.Zero) : null;
    }

    /// <summary>Completes when something was sent to, or given back to, the queue since the call.</summary>
    public Task WaitAsync(string queue, CancellationToken cancellationToken) => SignalOf(queue).Next.WaitAsync(cancellationToken);

    private bool Raise(string? queue)
    {
        if (queue is null)
            return false;
        SignalOf(queue).Raise();
        return true;
    }

    private Signal SignalOf(string queue) => _signals.GetOrAdd(queue, _ => new Signal());

    private static string Token(LockedMessage message) => message.LockToken.ToString("N");
}
