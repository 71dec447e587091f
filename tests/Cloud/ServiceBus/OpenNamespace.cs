using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Cloud.ServiceBus;
using ServerlessSupport.Emulators.ServiceBus;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.ServiceBus;

/// <summary>The queues of the deployment in a broker of their own, and the product's client for them, connected by the settings alone.</summary>
internal sealed class OpenNamespace : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly ServiceProvider _services;
    private readonly Dictionary<(string, SubQueue), ServiceBusReceiver> _receivers = [];

    public OpenNamespace()
    {
        Broker = new ServiceBusBroker(Time, MaxDeliveries, Queues);
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ServiceBus"] = Broker.ConnectionString }).Build();
        _services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Time).AddServiceBus(settings).BuildServiceProvider();
    }

    /// <summary>How often a message is received before it is a dead letter, as the deployment has it.</summary>
    public const int MaxDeliveries = 10;

    /// <summary>The queues that the product names, and one that is not its own.</summary>
    public static IReadOnlyList<string> Queues { get; } = [.. typeof(QueueNames).GetFields().Select(field => (string)field.GetRawConstantValue()!), "another"];

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));

    public ServiceBusBroker Broker { get; }

    public IMessageQueue Queue => _services.GetRequiredService<IMessageQueue>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Receivers are kept: a lock goes with the receiver's link.</summary>
    public ServiceBusReceiver Receiver(string queue = QueueNames.PushRetries, SubQueue subQueue = SubQueue.None)
    {
        if (!_receivers.TryGetValue((queue, subQueue), out var receiver))
            _receivers[(queue, subQueue)] = receiver = _services.GetRequiredService<ServiceBusClient>().CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = subQueue });
        return receiver;
    }

    /// <summary>The next message of a queue; the test fails when none comes.</summary>
    public async Task<ServiceBusReceivedMessage> ReceiveAsync(string queue = QueueNames.PushRetries, SubQueue subQueue = SubQueue.None) =>
        await Receiver(queue, subQueue).ReceiveMessageAsync(Patience, Cancellation) ?? throw new TimeoutException($"Nothing came out of {queue}.");

    /// <summary>Sends to the retry queue what the product sends there.</summary>
    public Task SendAsync(string messageId, TimeSpan delay = default) =>
        Queue.SendAsync(QueueNames.PushRetries, new QueueMessage(messageId, new TicketTask("t-1", 3, 2, RetryId: "r"), delay), Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Broker.Dispose();
    }
}
