using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using ServerlessSupport.Cloud.ServiceBus;
using ServerlessSupport.Push;

namespace ServerlessSupport.Cloud.Tests.ServiceBus;

public sealed class ServiceBusQueueTests
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly ServiceBusClient _client = Substitute.For<ServiceBusClient>();
    private readonly ServiceBusSender _sender = Substitute.For<ServiceBusSender>();
    private readonly ServiceBusQueue _queue;

    public ServiceBusQueueTests()
    {
        _client.CreateSender(default!).ReturnsForAnyArgs(_sender);
        _queue = new ServiceBusQueue(_client, new FakeTimeProvider(Morning));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_travels_under_its_id_and_its_tickets()
    {
        ServiceBusMessage? sent = null;
        await _sender.SendMessageAsync(Arg.Do<ServiceBusMessage>(message => sent = message), Cancellation);

        await _queue.SendAsync(QueueNames.PushRetries, Message(), Cancellation);

        _client.Received(1).CreateSender("push-retries");
        Assert.Equal(("t-1:3:2", "t-1", "application/json"), (sent!.MessageId, sent.CorrelationId, sent.ContentType));
        Assert.Equal("""{"ticketId":"t-1","seq":3,"attempt":2}""", sent.Body.ToString());
    }

    [Fact]
    public async Task A_delayed_message_is_scheduled_with_the_service()
    {
        await _queue.SendAsync(QueueNames.PushRetries, Message() with { Delay = TimeSpan.FromMinutes(5) }, Cancellation);

        await _sender.Received(1).ScheduleMessageAsync(Arg.Is<ServiceBusMessage>(message => message.MessageId == "t-1:3:2"), Morning.AddMinutes(5), Cancellation);
        await _sender.DidNotReceiveWithAnyArgs().SendMessageAsync(default!, Cancellation);
    }

    [Fact]
    public async Task A_queue_has_one_sender_however_much_is_sent()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => _queue.SendAsync(i % 2 == 0 ? QueueNames.PushRetries : "another", Message(), Cancellation))));

        _client.Received(1).CreateSender("push-retries");
        _client.Received(1).CreateSender("another");
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceBusy)]
    [InlineData(ServiceBusFailureReason.ServiceTimeout)]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem)]
    [InlineData(ServiceBusFailureReason.QuotaExceeded)]
    public async Task A_fault_that_may_pass_is_an_outage(ServiceBusFailureReason reason)
    {
        _sender.SendMessageAsync(default!, Cancellation).ThrowsAsyncForAnyArgs(new ServiceBusException("down", reason));

        var fault = await Assert.ThrowsAsync<UnavailableException>(() => _queue.SendAsync(QueueNames.PushRetries, Message(), Cancellation));

        Assert.Contains("push-retries", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_without_a_token_is_an_outage()
    {
        _sender.SendMessageAsync(default!, Cancellation).ThrowsAsyncForAnyArgs(new CredentialUnavailableException("no endpoint"));

        await Assert.ThrowsAsync<UnavailableException>(() => _queue.SendAsync(QueueNames.PushRetries, Message(), Cancellation));
    }

    [Fact]
    public async Task A_fault_that_stays_is_not_hidden()
    {
        _sender.SendMessageAsync(default!, Cancellation).ThrowsAsyncForAnyArgs(new ServiceBusException("bug", ServiceBusFailureReason.GeneralError));

        await Assert.ThrowsAsync<ServiceBusException>(() => _queue.SendAsync(QueueNames.PushRetries, Message(), Cancellation));
    }

    private static QueueMessage Message() => new("t-1:3:2", new TicketTask("t-1", 3, 2));
}
