using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using NSubstitute;
using ServerlessSupport.Attachments;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Privacy;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;
using ServerlessSupport.Reports;
using ServerlessSupport.Tickets;
using ServerlessSupport.Unit.Push;

namespace ServerlessSupport.Unit.Telemetry;

/// <summary>The use cases of the product over a real store, and a platform that answers as told.</summary>
internal sealed class Support : IDisposable
{
    private static readonly Caller Ann = new(Some.Agent, null, ActorRole.Agent);

    public Support()
    {
        var changes = new TicketChanges(Store.Tickets);
        var (push, reminders) = (Options.Create(new PushOptions { ReminderWindow = TimeSpan.Zero }), Options.Create(Some.Reminders));
        Customers = new CustomerTickets(Store.Tickets, changes, Options.Create(new TicketsOptions()), reminders, new StatusInterval(push.Value.StatusInterval), new CustomerQuota(Store.Tickets, new Allowances(Store.Desk, Store.Time), Options.Create(new TicketsOptions()), Store.Time), Store.Time);
        Agents = new AgentTickets(Store.Tickets, changes, new KnownPeople(Store.Desk, Store.Time), reminders, Store.Time);
        Engine = Store.Engine(Gateway, Queue, push);
        Remind = new RemindAgents(Store.Tickets, reminders, Store.Time, NullLogger<RemindAgents>.Instance);
        Erase = new ErasePeople(
            Store.Desk, Store.Tickets, Store.Deliveries, Files, Store.Installations, Gateway, Substitute.For<IErasureRecords>(), Store.Time, NullLogger<ErasePeople>.Instance);
        Export = new ExportPeople(
            Store.Desk, Store.Tickets, Store.Installations, Files, new CustomerArchive(Store.Tickets, Store.Deliveries, Store.Installations, Files, Store.Time), Store.Time, NullLogger<ExportPeople>.Instance);
        Record = new RecordDeadLetter(Store.Tickets, Store.Deliveries, Store.Time, NullLogger<RecordDeadLetter>.Instance);
    }

    public TempStore Store { get; } = new();

    public ScriptedGateway Gateway { get; } = new();

    public RecordingQueue Queue { get; } = new();

    public CustomerTickets Customers { get; }

    public AgentTickets Agents { get; }

    public PushEngine Engine { get; }

    public DeliverTicket Push => Engine.Deliver;

    public RemindAgents Remind { get; }

    public ErasePeople Erase { get; }

    public ExportPeople Export { get; }

    public CountTickets Count => new(Store.Changes, Store.Desk, Store.Unreadable, Store.Time, NullLogger<CountTickets>.Instance);

    public RemoveExpired Expired => new(
        Substitute.For<IEndedTickets>(), Store.Tickets, Store.Deliveries, Files, Substitute.For<IAuditLog>(), new TrimDeliveryLogs(Store.Deliveries, Retention, Store.Time), Store.Desk, Retention, Store.Time, NullLogger<RemoveExpired>.Instance);

    private static IOptions<RetentionOptions> Retention { get; } = Options.Create(new RetentionOptions());

    private IAttachmentStore Files { get; } = Substitute.For<IAttachmentStore>();

    public RecordDeadLetter Record { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public Task WithDeviceAsync() => Store.Installations.PutAsync(
        new Installation { Id = "phone", PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = "phone" }, Cancelled);

    public async Task<Ticket> SubmitAsync() => Some.Made(await Customers.SubmitAsync(Some.Alice, new Submission(TicketCategory.Question, null, "Where is my parcel?"), null, Cancelled)).Ticket;

    public async Task<Ticket> ClaimAsync(Ticket ticket) => Some.Made(await Agents.ClaimAsync(new AgentRequest(Ann, ticket.Id), false, Cancelled)).Ticket;

    public async Task<Ticket> ProgressAsync(Ticket ticket) => Some.Made(await Agents.ProgressAsync(new AgentRequest(Ann, ticket.Id), "We asked the carrier.", Cancelled)).Ticket;

    public async Task<Ticket> ResolveAsync(Ticket ticket) => Some.Made(await Agents.ResolveAsync(new AgentRequest(Ann, ticket.Id), "It arrives tomorrow.", null, Cancelled)).Ticket;

    public async Task<Ticket> InquireAsync(Ticket ticket, string text) => Some.Made(await Customers.InquireAsync(Some.Alice, ticket.Id, text, null, Cancelled)).Change.Ticket;

    public void Dispose() => Store.Dispose();
}
