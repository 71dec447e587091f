using ServerlessSupport.Push;

namespace ServerlessSupport.Simulation;

/// <summary>A queue with the semantics of Service Bus: scheduled, locked while handled, duplicates dropped by id, ten deliveries at most.</summary>
internal sealed class SimulatedQueue(Chaos chaos, TimeProvider time)
{
    private const int MaxDeliveries = 10;

    private static readonly TimeSpan LockFor = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(10);

    // The queue's clock is not that of the app.
    private readonly TimeSpan _ahead = TimeSpan.FromSeconds(chaos.Random.Next(3));

    private readonly Dictionary<string, DateTimeOffset> _ids = [];
    private readonly List<Held> _messages = [];

    /// <summary>What was given up: by the product with its reason, or (null) by the queue after too many deliveries.</summary>
    public List<(TicketTask Task, string? Reason)> DeadLetters { get; } = [];

    public bool Send(QueueMessage message)
    {
        var now = time.GetUtcNow();
        if (_ids.TryGetValue(message.MessageId, out var forgetAt) && forgetAt > now)
            return false;
        _ids[message.MessageId] = now + DuplicateWindow;
        _messages.Add(new Held(message.Body, now + message.Delay - _ahead));
        return true;
    }

    /// <summary>Locks the next message that is due; null when none is.</summary>
    public Held? Receive(Life life)
    {
        var now = time.GetUtcNow();
        while (_messages.Find(held => held.IsFree(now)) is { } message)
        {
            if (message.Deliveries == MaxDeliveries)
            {
                Settle(message, null);
                continue;
            }

            message.Lock(life, now + LockFor);
            return message;
        }

        return null;
    }

    public bool Complete(Held message) => _messages.Remove(message);

    public void Settle(Held message, string? reason)
    {
        if (_messages.Remove(message))
            DeadLetters.Add((message.Task, reason));
    }

    /// <summary>A message in the queue; its lock is renewed as long as its receiver lives.</summary>
    internal sealed class Held(TicketTask task, DateTimeOffset dueAt)
    {
        private Life? _holder;
        private DateTimeOffset _lockedUntil;

        public TicketTask Task => task;

        public int Deliveries { get; private set; }

        public bool IsFree(DateTimeOffset now) => dueAt <= now && (_holder is null || (_holder.IsOver && _lockedUntil <= now));

        public void Lock(Life life, DateTimeOffset until) => (_holder, _lockedUntil, Deliveries) = (life, until, Deliveries + 1);

        public void Abandon() => _holder = null;
    }
}

/// <summary>The queue as one process sends to it.</summary>
internal sealed class SendingQueue(SimulatedQueue queue, Life life) : IMessageQueue
{
    public Task SendAsync(string name, QueueMessage message, CancellationToken cancellationToken) => life.SendAsync(() => queue.Send(message));
}
