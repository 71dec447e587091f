using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace ServerlessSupport.App.Queues;

/// <summary>
/// What queued messages wake. A try that failed has scheduled the next one before this one is completed; the last one
/// becomes a dead letter with its reason. A probe asks whether the push platform is back. An exception abandons the message: it comes again, up to the queue's limit.
/// </summary>
public sealed class QueueFunctions(DeliverTicket deliver, ResumePushes resume)
{
    [Function(nameof(RetryPush))]
    public async Task RetryPush(
        [ServiceBusTrigger(QueueNames.PushRetries, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken)
    {
        if (Read(message) is not { } task)
            await actions.DeadLetterMessageAsync(message, null, "Unreadable", "The message is no ticket task.", cancellationToken);
        else if ((await RunAsync(task, cancellationToken)).GaveUp is { } reason)
            await actions.DeadLetterMessageAsync(message, null, "NotDelivered", reason, cancellationToken);
        else
            await actions.CompleteMessageAsync(message, cancellationToken);
    }

    /// <summary>The task of a message; null when it is none.</summary>
    internal static TicketTask? Read(ServiceBusReceivedMessage message)
    {
        try
        {
            var task = JsonSerializer.Deserialize(message.Body.ToMemory().Span, StorageJson.Instance.TicketTask);
            return task is { Seq: > 0, Attempt: > 0, Postponed: >= 0 } && TicketId.IsValid(task.TicketId) ? task : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<PushRun> RunAsync(TicketTask task, CancellationToken cancellationToken)
    {
        if (!task.IsProbe)
            return await deliver.RetryAsync(task, cancellationToken);
        await resume.RunAsync(task, cancellationToken);
        return PushRun.Done;
    }
}
