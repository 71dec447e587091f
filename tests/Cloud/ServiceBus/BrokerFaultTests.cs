using Azure.Messaging.ServiceBus;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.ServiceBus;

/// <summary>What the product makes of a namespace that does not do as it should, by the real client over AMQP.</summary>
public sealed class BrokerFaultTests : IAsyncDisposable
{
    private readonly OpenNamespace _namespace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _namespace.DisposeAsync();

    [Fact]
    public async Task A_queue_that_is_not_there_is_named_and_is_no_outage()
    {
        var fault = await Assert.ThrowsAsync<ServiceBusException>(() =>
            _namespace.Queue.SendAsync("no-such-queue", new QueueMessage("a", new TicketTask("t-1", 3, 2)), Cancellation));

        Assert.Equal((ServiceBusFailureReason.MessagingEntityNotFound, false), (fault.Reason, fault.IsTransient));
        Assert.Contains("no-such-queue", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    public async Task A_busy_namespace_is_an_outage_that_passes(int delay)
    {
        _namespace.Broker.IsBusy = true;
        var fault = await Assert.ThrowsAsync<UnavailableException>(() => _namespace.SendAsync("a", TimeSpan.FromSeconds(delay)));
        _namespace.Broker.IsBusy = false;
        await _namespace.SendAsync("a", TimeSpan.FromSeconds(delay));

        Assert.Contains("push-retries (ServiceBusy)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, _namespace.Broker[QueueNames.PushRetries].Count);
    }

    [Fact]
    public async Task A_namespace_that_goes_and_comes_back_is_an_outage_that_passes()
    {
        await _namespace.SendAsync("before");
        _namespace.Broker.Stop();
        await Assert.ThrowsAsync<UnavailableException>(() => _namespace.SendAsync("between"));
        await Assert.ThrowsAsync<UnavailableException>(() => _namespace.SendAsync("between, later", TimeSpan.FromMinutes(1)));
        _namespace.Broker.Start();
        await _namespace.SendAsync("after");
        await _namespace.SendAsync("after, later", TimeSpan.FromMinutes(1));

        Assert.Equal("before", (await _namespace.ReceiveAsync()).MessageId);
        Assert.Equal("after", (await _namespace.ReceiveAsync()).MessageId);
        Assert.Equal(3, _namespace.Broker[QueueNames.PushRetries].Count);
    }

    [Fact]
    public async Task A_message_that_was_received_before_the_connection_broke_comes_again_when_its_lock_has_run_out()
    {
        await _namespace.SendAsync("a");
        await _namespace.ReceiveAsync();
        _namespace.Broker.Stop();
        _namespace.Broker.Start();

        var waiting = _namespace.ReceiveAsync();
        _namespace.Time.Advance(TimeSpan.FromMinutes(1));
        var again = await waiting;

        Assert.Equal(("a", 2), (again.MessageId, again.DeliveryCount));
        await _namespace.Receiver().CompleteMessageAsync(again, Cancellation);
        Assert.Equal(0, _namespace.Broker[QueueNames.PushRetries].Count);
    }
}
