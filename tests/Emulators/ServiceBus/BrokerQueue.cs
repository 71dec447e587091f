namespace ServerlessSupport.Emulators.ServiceBus;

/// <summary>
/// A queue that drops what it has seen in the last 10 minutes, locks what it delivers for a minute, and moves what was
/// received too often, or is given up, to its dead letters.
/// </summary>
public sealed class BrokerQueue : IDisposable
{
    internal static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    private readonly TimeProvider _time;
    private readonly int _maxDeliveries;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<(DateTimeOffset, long), BrokerMessage> _messages = [];
    private readonly Dictionary<string, DateTimeOffset> _seen = [];
    private readonly ITimer _timer;
    private long _sequence;

    internal BrokerQueue(TimeProvider time, int maxDeliveries, bool isDeadLetters = false)
    {
        _time = time;
        _maxDeliveries = maxDeliveries;
        DeadLetters = isDeadLetters ? null : new BrokerQueue(time, int.MaxValue, isDeadLetters: true);
        _timer = time.CreateTimer(_ => Changed?.Invoke(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where this queue's dead letters go; null for those themselves.</summary>
    public BrokerQueue? DeadLetters { get; }

    /// <summary>Messages that could be received now.</summary>
    public int Ready
    {
        get
        {
            lock (_gate)
                return _messages.Values.Count(IsReady);
        }
    }

    /// <summary>Messages that a receiver has.</summary>
    public int Locked
    {
        get
        {
            lock (_gate)
                return _messages.Values.Count(message => message.LockToken is not null && message.LockedUntil > _time.GetUtcNow());
        }
    }

    /// <summary>All messages, those that are locked or scheduled too.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _messages.Count;
        }
    }

    /// <summary>The ids of all messages.</summary>
    public IReadOnlyList<string> MessageIds
    {
        get
        {
            lock (_gate)
                return [.. _messages.Values.Select(message => message.MessageId)];
        }
    }

    /// <summary>All that is kept in its messages and with them, those that are locked or scheduled too.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_gate)
                return [.. _messages.Values.Select(message => message.Text)];
        }
    }

    /// <summary>Raised when there may be something to receive.</summary>
    internal event Action? Changed;

    /// <summary>Takes a message, or drops it when its id was seen lately; returns its sequence number.</summary>
    internal long Send(BrokerMessage message)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            foreach (var old in _seen.Where(seen => seen.Value <= now - DuplicateWindow).Select(seen => seen.Key).ToList())
                _seen.Remove(old);
            if (DeadLetters is not null && !_seen.TryAdd(message.MessageId, now))
                return 0;
            Add(message);
        }

        Changed?.Invoke();
        return message.SequenceNumber;
    }

    internal bool Cancel(long sequenceNumber)
    {
        lock (_gate)
            return Find(message => message.SequenceNumber == sequenceNumber && message.EnqueuedAt > _time.GetUtcNow()) is { } found && Remove(found);
    }

    /// <summary>Locks the next message; null when there is none.</summary>
    internal BrokerMessage? Receive()
    {
        lock (_gate)
        {
            // A lock that ran out has used up a delivery as an abandoned one does.
            foreach (var spent in _messages.Values.Where(message => IsReady(message) && message.DeliveryCount >= _maxDeliveries).ToList())
                Bury(spent, "MaxDeliveryCountExceeded", $"Message could not be consumed after {_maxDeliveries} delivery attempts.");
            var next = _messages.Values.FirstOrDefault(IsReady);
            if (next is not null)
            {
                next.DeliveryCount++;
                next.LockToken = Guid.CreateVersion7();
                next.LockedUntil = _time.GetUtcNow() + LockDuration;
            }

            Arm();
            return next;
        }
    }

    /// <summary>Extends a lock; null when it is lost.</summary>
    internal DateTimeOffset? Renew(Guid token)
    {
        lock (_gate)
        {
            if (HeldBy(token) is not { } message)
                return null;
            message.LockedUntil = _time.GetUtcNow() + LockDuration;
            return message.LockedUntil;
        }
    }

    /// <summary>Ends a message; false when its lock is lost.</summary>
    internal bool Complete(Guid token)
    {
        lock (_gate)
            return HeldBy(token) is { } message && Remove(message);
    }

    /// <summary>Gives a message back; false when its lock is lost.</summary>
    internal bool Abandon(Guid token)
    {
        lock (_gate)
        {
            if (HeldBy(token) is not { } message)
                return false;
            message.LockToken = null;
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Moves a message to the dead letters; false when its lock is lost.</summary>
    internal bool Bury(Guid token, string? reason, string? description)
    {
        lock (_gate)
        {
            if (HeldBy(token) is not { } message)
                return false;
            Bury(message, reason, description);
            return true;
        }
    }

    public void Dispose()
    {
        DeadLetters?.Dispose();
        _timer.Dispose();
    }

    private void Bury(BrokerMessage message, string? reason, string? description)
    {
        Remove(message);
        (message.LockToken, message.DeliveryCount) = (null, 0);
        if (reason is not null)
            message.ApplicationProperties["DeadLetterReason"] = reason;
        if (description is not null)
            message.ApplicationProperties["DeadLetterErrorDescription"] = description;
        DeadLetters!.Send(message);
    }

    private void Add(BrokerMessage message)
    {
        message.SequenceNumber = ++_sequence;
        _messages.Add((message.EnqueuedAt, message.SequenceNumber), message);
        Arm();
    }

    private bool Remove(BrokerMessage message) => _messages.Remove((message.EnqueuedAt, message.SequenceNumber));

    private BrokerMessage? HeldBy(Guid token) => Find(message => message.LockToken == token && message.LockedUntil > _time.GetUtcNow());

    private BrokerMessage? Find(Func<BrokerMessage, bool> isMeant) => _messages.Values.FirstOrDefault(isMeant);

    private bool IsReady(BrokerMessage message) => ReadyAt(message) <= _time.GetUtcNow();

    private static DateTimeOffset ReadyAt(BrokerMessage message) => message.LockToken is null ? message.EnqueuedAt : message.LockedUntil;

    /// <summary>Has the clock tell when the next message that waits for it is due.</summary>
    private void Arm()
    {
        var now = _time.GetUtcNow();
        var next = _messages.Values.Select(ReadyAt).Where(at => at > now).DefaultIfEmpty().Min();
        _timer.Change(next == default ? Timeout.InfiniteTimeSpan : next - now, Timeout.InfiniteTimeSpan);
    }
}
