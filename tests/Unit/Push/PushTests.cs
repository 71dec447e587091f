using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The engine over a store of its own, a platform that does as it is told, and a queue that keeps what it is sent.</summary>
public abstract class PushTests : IDisposable
{
    private protected readonly TempStore _store = new();
    private protected readonly ScriptedGateway _gateway = new();
    private protected readonly RecordingQueue _queue = new();
    private protected readonly PushOptions _options = new() { MaxAttempts = 3, ReminderWindow = TimeSpan.Zero };
    private protected readonly DeliverTicket _push;

    protected PushTests() => _push = _store.Engine(_gateway, _queue, Options.Create(_options)).Deliver;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The customer's lane of the ticket.</summary>
    private protected async Task<Lane> DeliveriesAsync(Ticket ticket) => (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document.Customer;

    private protected Task WithDeviceAsync() => _store.Installations.PutAsync(
        new Installation { Id = "phone", PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = "phone" }, Cancelled);

    private protected static Ticket Resolved() => ResolvedAfter(Some.TicketWithProgress());

    private protected static Ticket ResolvedAfter(Ticket ticket) => Some.Made(AgentRules.Resolve(ticket, Some.Agent, "It arrives tomorrow.", Some.Morning.AddMinutes(5)));
}
