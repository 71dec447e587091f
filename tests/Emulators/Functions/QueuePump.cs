using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Google.Protobuf;
using ServerlessSupport.Emulators.Functions.Protocol;

namespace ServerlessSupport.Emulators.Functions;

/// <summary>Wakes a queue's function with each message, several at a time; one whose function failed is given back.</summary>
internal sealed class QueuePump(FunctionsHost host, ServiceBusClient client)
{
    private const int Concurrency = 16;

    private readonly ConcurrentDictionary<string, (ServiceBusReceiver Receiver, ServiceBusReceivedMessage Message)> _locked = new();

    public async Task RunAsync(Function function, CancellationToken cancellationToken)
    {
        await using var receiver = client.CreateReceiver(host.Resolve(function.Text("queueName")));
        using var free = new SemaphoreSlim(Concurrency);
        while (true)
        {
            await free.WaitAsync(cancellationToken);
            var message = await NextAsync(receiver, cancellationToken);
            _ = HandleAsync(function, receiver, message, free, cancellationToken);
        }
    }

    /// <summary>The message that a lock token stands for, and who can settle it.</summary>
    public (ServiceBusReceiver Receiver, ServiceBusReceivedMessage Message) Locked(string token) => _locked[token];

    private static async Task<ServiceBusReceivedMessage> NextAsync(ServiceBusReceiver receiver, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await receiver.ReceiveMessageAsync(cancellationToken: cancellationToken) is { } message)
                    return message;
            }
            catch (ServiceBusException fault) when (fault.IsTransient)
            {
                // It comes back.
            }
        }
    }

    private async Task HandleAsync(Function function, ServiceBusReceiver receiver, ServiceBusReceivedMessage message, SemaphoreSlim free, CancellationToken cancellationToken)
    {
        _locked[message.LockToken] = (receiver, message);
        try
        {
            var response = await host.InvokeAsync(function, new TypedData { ModelBindingData = Bind(message) }, cancellationToken);
            if (response.Result.Status != StatusResult.Types.Status.Success)
                await receiver.AbandonMessageAsync(message, cancellationToken: cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException or ServiceBusException)
        {
            // It comes again when its lock has run out.
        }
        finally
        {
            _locked.TryRemove(message.LockToken, out _);
            free.Release();
        }
    }

    /// <summary>The message as AMQP has it, behind the token of its lock.</summary>
    private static ModelBindingData Bind(ServiceBusReceivedMessage message) => new()
    {
        Version = "1.0",
        Source = "AzureServiceBusReceivedMessage",
        ContentType = "application/octet-stream",
        Content = ByteString.CopyFrom([.. Guid.Parse(message.LockToken).ToByteArray(), .. message.GetRawAmqpMessage().ToBytes().ToArray()]),
    };
}
