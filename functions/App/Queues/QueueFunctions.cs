using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.Push;

namespace ServerlessSupport.App.Queues;

/// <summary>
/// What queued messages wake. A try that failed has scheduled the next one before this one is completed; the last one
/// becomes a dead letter with its reason. An exception abandons the message: it comes again, up to the queue's limit.
/// </summary>
public sealed class QueueFunctions(DeliverTicket deliver)
{
    [Function(nameof(RetryPush))]
    public Task RetryPush(
        [ServiceBusTrigger(QueueNames.PushRetries, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        Settlement.RunAsync(message, actions, task => deliver.RetryAsync(task, cancellationToken), cancellationToken);
}
