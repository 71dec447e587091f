using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Settles the one message of an invocation. Like the service it refuses with MessageLockLost once the message is settled or its lock expired.</summary>
internal sealed class QueueMessageActions(SqliteQueues queues, string queue, LockedMessage locked, TimeSpan lockFor) : ServiceBusMessageActions
{
    public override async Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Demand(await queues.CompleteAsync(Own(message), cancellationToken));

    public override async Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = null, CancellationToken cancellationToken = default)
    {
        RefuseProperties(propertiesToModify);
        Demand(await queues.AbandonAsync(Own(message), cancellationToken));
    }

    public override async Task DeadLetterMessageAsync(
        ServiceBusReceivedMessage message, Dictionary<string, object>? propertiesToModify = null, string? deadLetterReason = null,
        string? deadLetterErrorDescription = null, CancellationToken cancellationToken = default)
    {
        RefuseProperties(propertiesToModify);
        Demand(await queues.DeadLetterAsync(Own(message), deadLetterReason, deadLetterErrorDescription, cancellationToken));
    }

    public override async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
        Demand(await queues.RenewAsync(Own(message), lockFor, cancellationToken) is not null);

    private LockedMessage Own(ServiceBusReceivedMessage message) =>
        message.LockToken == locked.LockToken.ToString() ? locked : throw new ArgumentException("The message is not the one this function was woken by.", nameof(message));

    private void Demand(bool held)
    {
        if (!held)
        {
            throw new ServiceBusException(
                "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.",
                ServiceBusFailureReason.MessageLockLost,
                queue);
        }
    }

    private static void RefuseProperties(IDictionary<string, object>? properties)
    {
        if (properties is { Count: > 0 })
            throw new NotSupportedException("The local edition keeps no application properties of messages.");
    }
}
