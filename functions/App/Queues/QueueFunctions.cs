using Azure.Messaging.ServiceBus;

namespace ServerlessSupport.App.Queues;

/// <summary>
/// What queued messages wake. A try that failed has scheduled the next one before this one is completed; the last one
/// becomes a dead letter with its reason. A probe asks whether the push platform is back. An exception abandons the message: it comes again, up to the queue's limit.
/// </summary>
public sealed class QueueFunctions(DeliverTicket deliver, ResumePushes resume)
{
    [Function(nameof(RetryPush))]
    public Task RetryPush(
        [ServiceBusTrigger(QueueNames.PushRetries, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        Settlement.RunAsync(message, actions, task => RunAsync(task, cancellationToken), cancellationToken);

    private async Task<PushRun> RunAsync(TicketTask task, CancellationToken cancellationToken)
    {
        if (!task.IsProbe)
            return await deliver.RetryAsync(task, cancellationToken);
        await resume.RunAsync(task, cancellationToken);
        return PushRun.Done;
    }
}
