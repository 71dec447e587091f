using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Contracts;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.ServiceBus;

/// <summary>The real client over AMQP, against a broker.</summary>
public sealed class ServiceBusQueueContractTests : MessageQueueContract, IAsyncDisposable
{
    private readonly OpenNamespace _namespace = new();

    protected override IMessageQueue Queue => _namespace.Queue;

    protected override FakeTimeProvider Time => _namespace.Time;

    public ValueTask DisposeAsync() => _namespace.DisposeAsync();

    protected override async Task<IReadOnlyList<(string MessageId, TicketTask Body)>> DrainAsync(string queue)
    {
        var drained = new List<(string, TicketTask)>();
        // The broker knows what is ready: to wait for nothing to come would only cost time.
        while (_namespace.Broker[queue].Ready > 0)
        {
            var message = await _namespace.ReceiveAsync(queue);
            await _namespace.Receiver(queue).CompleteMessageAsync(message, TestContext.Current.CancellationToken);
            drained.Add((message.MessageId, JsonSerializer.Deserialize(message.Body, StorageJson.Instance.TicketTask)!));
        }

        return drained;
    }
}
