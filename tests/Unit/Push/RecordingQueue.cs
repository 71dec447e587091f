using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push;

/// <summary>Remembers what was sent.</summary>
internal sealed class RecordingQueue : IMessageQueue
{
    public List<(string Queue, QueueMessage Message)> Sent { get; } = [];

    /// <summary>What the newest message asks for.</summary>
    public TicketTask LastTask => Sent[^1].Message.Body;

    public Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        lock (Sent)
            Sent.Add((queue, message));
        return Task.CompletedTask;
    }
}
