using System.Collections.Concurrent;
using Azure.Identity;
using Azure.Messaging.ServiceBus;

namespace ServerlessSupport.Cloud.ServiceBus;

/// <summary>Queues in Azure Service Bus, by one connection and one sender a queue. A delayed message is scheduled there, so that it outlives this process.</summary>
internal sealed class ServiceBusQueue(ServiceBusClient client, TimeProvider time) : IMessageQueue
{
    private readonly ConcurrentDictionary<string, Lazy<ServiceBusSender>> _senders = new();

    public async Task SendAsync(string queue, QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            // Lazy, because a sender that lost a race would stay open unseen.
            var sender = _senders.GetOrAdd(queue, name => new Lazy<ServiceBusSender>(() => client.CreateSender(name))).Value;
            if (message.Delay > TimeSpan.Zero)
                await sender.ScheduleMessageAsync(Envelope(message), time.GetUtcNow() + message.Delay, cancellationToken);
            else
                await sender.SendMessageAsync(Envelope(message), cancellationToken);
        }
        catch (ServiceBusException fault) when (MayPass(fault))
        {
            throw new UnavailableException($"Service Bus did not take a message for {queue} ({fault.Reason}).", inner: fault);
        }
        catch (AuthenticationFailedException fault)
        {
            throw new UnavailableException("The identity that signs in to Service Bus got no token.", inner: fault);
        }
    }

    private static ServiceBusMessage Envelope(QueueMessage message) => new(BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(message.Body, StorageJson.Instance.TicketTask)))
    {
        MessageId = message.MessageId,
        CorrelationId = message.Body.TicketId,
        ContentType = "application/json",
    };

    // A full queue is drained by its functions.
    private static bool MayPass(ServiceBusException fault) => fault.IsTransient || fault.Reason == ServiceBusFailureReason.QuotaExceeded;
}
