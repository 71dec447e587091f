using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The push engine, put together as the product does it.</summary>
internal static class PushEngine
{
    public static PushPending Over(
        ITicketStore tickets,
        IDeliveryLog log,
        IInstallationStore installations,
        IPushGateway gateway,
        IMessageQueue queue,
        IOptions<PushOptions> options,
        Random random,
        TimeProvider time,
        PushSender? sender = null)
    {
        var updates = new UpdateSender(installations, sender ?? new PushSender(gateway, new Circuit(options, time), options, time), options, time);
        return new PushPending(
            tickets,
            log,
            new SendUpdates(updates, options, random, time, NullLogger<SendUpdates>.Instance),
            new ResendUpdates(updates, new PruneDevices(installations, gateway, NullLogger<PruneDevices>.Instance), options, random, time),
            queue,
            options,
            random,
            time,
            NullLogger<PushPending>.Instance);
    }

    public static PushPending Over(TempStore store, IPushGateway gateway, IMessageQueue queue, IOptions<PushOptions> options) =>
        Over(store.Tickets, store.Deliveries, store.Installations, gateway, queue, options, new NoJitter(), store.Time);
}
