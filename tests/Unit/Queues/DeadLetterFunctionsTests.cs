using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using NSubstitute;
using NSubstitute.ExceptionExtensions;
using ServerlessSupport.App.Queues;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Queues;

public sealed class DeadLetterFunctionsTests : IDisposable
{
    private readonly TempStore _store = new();
    private readonly ServiceBusMessageActions _actions = Substitute.For<ServiceBusMessageActions>();
    private readonly DeadLetterFunctions _functions;

    public DeadLetterFunctionsTests() => _functions = new DeadLetterFunctions(
        new RecordDeadLetter(_store.Tickets, _store.Deliveries, _store.Time, NullLogger<RecordDeadLetter>.Instance), NullLogger<DeadLetterFunctions>.Instance);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task A_dead_retry_is_recorded_on_its_ticket_and_completed()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        var message = Message($$"""{"ticketId":"{{ticket.Id}}","seq":3,"attempt":8}""", "NotDelivered", "throttled");
        await _functions.DrainPushRetries(message, _actions, Cancelled);

        Assert.Equal("throttled", (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document.Find(3)!.Reason);
        await _actions.Received(1).CompleteMessageAsync(message, Cancelled);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("""{"ticketId":"nobody","seq":1,"attempt":1}""")]
    public async Task One_that_nobody_can_read_is_completed(string body)
    {
        var message = Message(body, "Unreadable", null);
        await _functions.DrainPushRetries(message, _actions, Cancelled);

        await _actions.Received(1).CompleteMessageAsync(message, Cancelled);
    }

    [Fact]
    public async Task One_that_could_not_be_recorded_stays()
    {
        var ticket = await _store.KeepAsync(Some.TicketWithProgress());
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _functions.DrainPushRetries(Message($$"""{"ticketId":"{{ticket.Id}}","seq":3,"attempt":8}""", null, null), _actions, cancelled.Token));
        Assert.Empty(_actions.ReceivedCalls());
    }

    [Fact]
    public async Task While_the_store_is_down_a_dead_letter_stays_locked_and_does_not_come_again_at_once()
    {
        var down = Substitute.For<ITicketStore>();
        down.FindAsync(null!, Cancelled).ThrowsAsyncForAnyArgs(new UnavailableException("down"));
        var functions = new DeadLetterFunctions(new RecordDeadLetter(down, _store.Deliveries, _store.Time, NullLogger<RecordDeadLetter>.Instance), NullLogger<DeadLetterFunctions>.Instance);

        await functions.DrainPushRetries(Message($$"""{"ticketId":"{{Some.OpenTicket().Id}}","seq":3,"attempt":8}""", null, null), _actions, Cancelled);

        Assert.Empty(_actions.ReceivedCalls());
    }

    private static ServiceBusReceivedMessage Message(string body, string? reason, string? description)
    {
        var properties = new Dictionary<string, object>();
        if (reason is not null)
            properties["DeadLetterReason"] = reason;
        if (description is not null)
            properties["DeadLetterErrorDescription"] = description;
        return ServiceBusModelFactory.ServiceBusReceivedMessage(BinaryData.FromString(body), "m-1", properties: properties);
    }
}
