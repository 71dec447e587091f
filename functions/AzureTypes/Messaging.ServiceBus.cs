// Azure.Messaging.ServiceBus
using Azure.Core;

namespace Azure.Messaging.ServiceBus;

public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

/// <summary>A message as a queue delivered it.</summary>
public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public string MessageId { get; internal init; } = "";

    public string? CorrelationId { get; internal init; }

    public BinaryData Body { get; internal init; } = BinaryData.Empty;

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } = new Dictionary<string, object>();

    public string LockToken { get; internal init; } = "";

    public DateTimeOffset LockedUntil { get; internal init; }

    public int DeliveryCount { get; internal init; }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public DateTimeOffset ScheduledEnqueueTime { get; internal init; }

    public long SequenceNumber { get; internal init; }

    public string? DeadLetterReason { get; internal init; }

    public string? DeadLetterErrorDescription { get; internal init; }
}

public static class ServiceBusModelFactory
{
    /// <summary>Makes a received message, for tests and for hosts that deliver messages of their own.</summary>
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = null, string? messageId = null, string? partitionKey = null, string? viaPartitionKey = null, string? sessionId = null,
        string? replyToSessionId = null, TimeSpan timeToLive = default, string? correlationId = null, string? subject = null, string? to = null,
        string? contentType = null, string? replyTo = null, DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object>? properties = null, Guid lockTokenGuid = default, int deliveryCount = 0, DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1, string? deadLetterSource = null, long enqueuedSequenceNumber = 0, DateTimeOffset enqueuedTime = default,
        ServiceBusMessageState serviceBusMessageState = ServiceBusMessageState.Active)
    {
        var all = new Dictionary<string, object>(properties ?? new Dictionary<string, object>());
        return new ServiceBusReceivedMessage
        {
            Body = body ?? BinaryData.Empty,
            MessageId = messageId ?? "",
            CorrelationId = correlationId,
            ScheduledEnqueueTime = scheduledEnqueueTime,
            ApplicationProperties = all,
            LockToken = lockTokenGuid.ToString(),
            DeliveryCount = deliveryCount,
            LockedUntil = lockedUntil,
            SequenceNumber = sequenceNumber,
            EnqueuedTime = enqueuedTime,
            DeadLetterReason = all.GetValueOrDefault("DeadLetterReason") as string,
            DeadLetterErrorDescription = all.GetValueOrDefault("DeadLetterErrorDescription") as string,
        };
    }
}

public enum ServiceBusFailureReason
{
    GeneralError = 0,
    MessageLockLost = 2,
    QuotaExceeded = 6,
    ServiceBusy = 7,
    ServiceTimeout = 8,
    ServiceCommunicationProblem = 9,
}

/// <summary>The service refused or failed.</summary>
public class ServiceBusException : Exception
{
    public ServiceBusException(string message, ServiceBusFailureReason reason, string? entityPath = null, Exception? innerException = null)
        : base(message, innerException) =>
        (Reason, EntityPath, IsTransient) = (reason, entityPath, reason is ServiceBusFailureReason.ServiceBusy or ServiceBusFailureReason.ServiceTimeout or ServiceBusFailureReason.ServiceCommunicationProblem);

    public bool IsTransient { get; }

    public ServiceBusFailureReason Reason { get; }

    public string? EntityPath { get; }
}

/// <summary>A message to be sent.</summary>
public class ServiceBusMessage(BinaryData body)
{
    public BinaryData Body { get; set; } = body;

    public string? MessageId { get; set; }

    public string? CorrelationId { get; set; }

    public string? ContentType { get; set; }
}

/// <summary>Sends to one queue; reaches it only where the real package stands in its place.</summary>
public class ServiceBusSender
{
    protected ServiceBusSender()
    {
    }

    public virtual Task SendMessageAsync(ServiceBusMessage message, CancellationToken cancellationToken = default) => throw ServiceBusClient.Absent();

    public virtual Task<long> ScheduleMessageAsync(ServiceBusMessage message, DateTimeOffset scheduledEnqueueTime, CancellationToken cancellationToken = default) =>
        throw ServiceBusClient.Absent();
}

public class ServiceBusRetryOptions
{
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);

    public int MaxRetries { get; set; } = 3;
}

public class ServiceBusClientOptions
{
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

/// <summary>A connection to a namespace; reaches it only where the real package stands in its place.</summary>
public class ServiceBusClient : IAsyncDisposable
{
    protected ServiceBusClient()
    {
    }

    public ServiceBusClient(string? connectionString, ServiceBusClientOptions options)
    {
    }

    public ServiceBusClient(string? fullyQualifiedNamespace, TokenCredential credential, ServiceBusClientOptions options)
    {
    }

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) => throw Absent();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static NotSupportedException Absent() => new("This build has no Azure.Messaging.ServiceBus: build with -p:UseAzurePackages=true.");
}
