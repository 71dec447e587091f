using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Telemetry;

namespace ServerlessSupport.App.Queues;

/// <summary>
/// What dead letters wake: they are drained into the delivery log of their ticket, where agents see them. One that
/// nobody can read is logged instead. An exception leaves the message where it is; it comes again.
/// </summary>
public sealed partial class DeadLetterFunctions(RecordDeadLetter record, ILogger<DeadLetterFunctions> logger)
{
    private const string DeadLetters = "/$deadletterqueue";

    [Function(nameof(DrainPushRetries))]
    public Task DrainPushRetries(
        [ServiceBusTrigger(QueueNames.PushRetries + DeadLetters, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        DrainAsync(message, actions, cancellationToken);

    [Function(nameof(DrainReminders))]
    public Task DrainReminders(
        [ServiceBusTrigger(QueueNames.Reminders + DeadLetters, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken) =>
        DrainAsync(message, actions, cancellationToken);

    private async Task DrainAsync(ServiceBusReceivedMessage message, ServiceBusMessageActions actions, CancellationToken cancellationToken)
    {
        var reason = message.DeadLetterErrorDescription ?? message.DeadLetterReason ?? "The queue gave no reason.";
        if (Settlement.Read(message) is { } task)
            await record.RunAsync(task, reason, cancellationToken);
        else
            Unreadable(message, reason);
        await actions.CompleteMessageAsync(message, cancellationToken);
    }

    private void Unreadable(ServiceBusReceivedMessage message, string reason)
    {
        Log.Unreadable(logger, message.MessageId, message.DeadLetterReason, reason);
        Measurements.Died(kind: null);
    }

    private static partial class Log
    {
        [LoggerMessage(3401, LogLevel.Error, "The dead letter {MessageId} is no ticket task and was dropped. It was one for {Reason}: {Description}")]
        public static partial void Unreadable(ILogger logger, string messageId, string? reason, string description);
    }
}
