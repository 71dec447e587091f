using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Telemetry;

namespace ServerlessSupport.App.Queues;

/// <summary>
/// What dead letters wake: they are drained into the delivery log of their ticket, where agents see them. One that
/// nobody can read is logged instead. One that cannot be recorded now stays where it is, and comes again when its lock runs out.
/// </summary>
public sealed partial class DeadLetterFunctions(RecordDeadLetter record, ILogger<DeadLetterFunctions> logger)
{
    private const string DeadLetters = "/$deadletterqueue";

    [Function(nameof(DrainPushRetries))]
    public async Task DrainPushRetries(
        [ServiceBusTrigger(QueueNames.PushRetries + DeadLetters, Connection = "ServiceBus", AutoCompleteMessages = false)] ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken)
    {
        var reason = message.DeadLetterErrorDescription ?? message.DeadLetterReason ?? "The queue gave no reason.";
        try
        {
            if (QueueFunctions.Read(message) is { } task)
                await record.RunAsync(task, reason, cancellationToken);
            else
                Unreadable(message, reason);
        }
        catch (UnavailableException fault)
        {
            // Neither completed nor given back: it comes again when its lock runs out, a minute from now. Given back it would at once.
            Log.Left(logger, message.MessageId, fault);
            return;
        }

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

        [LoggerMessage(3402, LogLevel.Warning, "The dead letter {MessageId} cannot be recorded now; it comes again in a minute.")]
        public static partial void Left(ILogger logger, string messageId, Exception fault);
    }
}
