using System.Text.Json;
using Azure.Messaging.ServiceBus;

namespace ServerlessSupport.App.Queues;

/// <summary>Reads a queued task, has it done, and settles its message by how that ended.</summary>
internal static class Settlement
{
    public static async Task RunAsync(
        ServiceBusReceivedMessage message, ServiceBusMessageActions actions, Func<TicketTask, Task<PushRun>> run, CancellationToken cancellationToken)
    {
        if (Read(message) is not { } task)
            await actions.DeadLetterMessageAsync(message, null, "Unreadable", "The message is no ticket task.", cancellationToken);
        else if ((await run(task)).GaveUp is { } reason)
            await actions.DeadLetterMessageAsync(message, null, "NotDelivered", reason, cancellationToken);
        else
            await actions.CompleteMessageAsync(message, cancellationToken);
    }

    /// <summary>The task of a message; null when it is none.</summary>
    public static TicketTask? Read(ServiceBusReceivedMessage message)
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
}
