using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The delivery engine, put together as the product does it.</summary>
internal sealed class PushEngine
{
    public PushEngine(
        ITicketStore tickets,
        ITicketChanges changes,
        IDeliveryLog log,
        IInstallationStore installations,
        IDeskStore desk,
        IPushGateway gateway,
        IMessageQueue queue,
        IOptions<PushOptions> options,
        Random random,
        TimeProvider time)
    {
        Circuit = new Circuit(options, time);
        Gateway = new GuardedGateway(gateway, Circuit, options, time);
        Turns = new Turns(options);
        var probes = new Probes(queue, Circuit, options, random, time);
        var engine = new DeliveryEngine(log, queue, Circuit, probes, options, random, time, NullLogger<DeliveryEngine>.Instance);
        var prune = new PruneDevices(installations, gateway, NullLogger<PruneDevices>.Instance);
        var recipients = new Recipients(installations, Gateway, prune);
        Agents = new AgentsToTell(installations, desk, time);
        Notices = new DeliverNotices(engine, recipients, Agents, options, random, time, NullLogger<DeliverNotices>.Instance);
        Deliver = new DeliverTicket(tickets, engine, new DeliverUpdates(engine, recipients, log, prune, options, random, time), Notices, Agents, Circuit, probes, options);
        Changed = new DeliverChanges(tickets, Deliver, Turns, Agents, new UnreadableDocuments(NullLogger<UnreadableDocuments>.Instance), time, NullLogger<DeliverChanges>.Instance);
        var sweep = new SweepPushes(changes, tickets, log, Deliver, Turns, Circuit, new UnreadableDocuments(NullLogger<UnreadableDocuments>.Instance), options, random, time, NullLogger<SweepPushes>.Instance);
        Reconcile = new ReconcilePushes(sweep, Circuit, NullLogger<ReconcilePushes>.Instance);
        Resume = new ResumePushes(sweep, probes, Circuit, NullLogger<ResumePushes>.Instance);
    }

    public DeliverTicket Deliver { get; }

    public DeliverChanges Changed { get; }

    public DeliverNotices Notices { get; }

    public ReconcilePushes Reconcile { get; }

    public ResumePushes Resume { get; }

    public AgentsToTell Agents { get; }

    public Turns Turns { get; }

    public Circuit Circuit { get; }

    public GuardedGateway Gateway { get; }

    /// <summary>Has a message of the retry queue done, as the function that it wakes does.</summary>
    public async Task<PushRun> HandleAsync(TicketTask task, CancellationToken cancellationToken)
    {
        if (!task.IsProbe)
            return await Deliver.RetryAsync(task, cancellationToken);
        await Resume.RunAsync(task, cancellationToken);
        return PushRun.Done;
    }
}
