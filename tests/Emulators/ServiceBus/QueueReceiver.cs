using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace ServerlessSupport.Emulators.ServiceBus;

/// <summary>A receiver's link: delivers as long as it has credit, under tags that are the lock tokens, and settles by the outcomes that come back.</summary>
internal sealed class QueueReceiver
{
    private static readonly AmqpSymbol LockLost = "com.microsoft:message-lock-lost";

    private readonly SendingAmqpLink _link;
    private readonly BrokerQueue _queue;
    private readonly Lock _gate = new();
    private long _credit;

    private QueueReceiver(SendingAmqpLink link, BrokerQueue queue) => (_link, _queue) = (link, queue);

    public static void Attach(SendingAmqpLink link, BrokerQueue queue)
    {
        var receiver = new QueueReceiver(link, queue);
        link.RegisterCreditListener((more, drain, _) => receiver.Allow(more, drain));
        link.RegisterDispositionListener(receiver.Settle);
        queue.Changed += receiver.Deliver;
        link.Closed += (_, _) => queue.Changed -= receiver.Deliver;
    }

    private void Allow(uint more, bool drain)
    {
        lock (_gate)
            _credit += more;
        Deliver();
        if (drain)
            lock (_gate)
                _credit = 0;
    }

    private void Deliver()
    {
        lock (_gate)
        {
            while (_credit > 0 && _link.State == AmqpObjectState.Opened && _queue.Receive() is { } message)
            {
                _credit--;
                _link.SendMessageNoWait(message.ToAmqp(), new ArraySegment<byte>(message.LockToken!.Value.ToByteArray()), AmqpConstants.NullBinary);
            }
        }
    }

    private void Settle(Delivery delivery)
    {
        var token = new Guid(delivery.DeliveryTag.AsSpan());
        var isDone = delivery.State switch
        {
            Accepted => _queue.Complete(token),
            Rejected { Error.Info: var info } => _queue.Bury(token, Text(info, "DeadLetterReason"), Text(info, "DeadLetterErrorDescription")),
            _ => _queue.Abandon(token),
        };
        // What was asked for was done, and to a dead letter too the client expects no other word.
        _link.DisposeDelivery(delivery, settled: true, isDone ? new Accepted() : new Rejected { Error = new Error { Condition = LockLost, Description = "The lock is lost." } });
    }

    private static string? Text(Fields? info, string name) => info is not null && info.TryGetValue<string>(name, out var text) ? text : null;
}
