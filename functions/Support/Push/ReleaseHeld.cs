using Microsoft.Extensions.Logging;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Looks again at what is held back for quiet hours when a device was registered or signed out: the hours may be others now, or
/// none. What is held becomes due at once, and whom it goes to now is decided when it is sent.
/// </summary>
public sealed partial class ReleaseHeld(IDeliveryLog log, ITicketStore tickets, DeliverTicket deliver, Turns turns, TimeProvider time, ILogger<ReleaseHeld> logger)
{
    /// <summary>Later than anything can be due.</summary>
    private static readonly TimeSpan Whenever = TimeSpan.FromDays(400);

    /// <summary>
    /// After a person's device has changed. For a customer this reads what is open of their own; for an agent what is open of all
    /// customers, so that it is asked for only when the agent's <paramref name="quietHoursChanged"/>. An outage costs no more than
    /// that it is held as long as was decided first.
    /// </summary>
    public async Task RunAsync(Caller person, string installationId, bool quietHoursChanged, CancellationToken cancellationToken)
    {
        try
        {
            if (person.Roles.Contains(ActorRole.Customer))
                await RunAsync(await log.ListOpenAsync(person.Key, cancellationToken), LaneName.Customer, installationId, cancellationToken);
            if (person.Roles.Contains(ActorRole.Agent) && quietHoursChanged)
                await ForAgentAsync(installationId, cancellationToken);
        }
        catch (UnavailableException fault)
        {
            Log.NotLookedAt(logger, fault.Message);
        }
    }

    private async Task ForAgentAsync(string installationId, CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var page = await log.ListDueAsync(time.GetUtcNow() + Whenever, new PageRequest(PageRequest.MaxLimit, cursor), cancellationToken);
            await RunAsync(page.Items, LaneName.Agents, installationId, cancellationToken);
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    private async Task RunAsync(IEnumerable<TicketDeliveries> open, LaneName name, string installationId, CancellationToken cancellationToken)
    {
        foreach (var deliveries in open.Where(each => each.Of(name).Updates.Any(update => update.HeldFor?.Contains(installationId) == true)))
        {
            var now = time.GetUtcNow();
            var seen = await log.FindAsync(deliveries.Id, cancellationToken);
            await log.ChangeAsync(deliveries.Id, seen, now, before => before.Change(name, lane => LaneRules.Release(lane, installationId, now)), cancellationToken);
            if (await tickets.FindAsync(deliveries.Id, cancellationToken) is { Document: var ticket })
                _ = name == LaneName.Agents
                    ? deliver.RunAsync(ticket, name, CancellationToken.None)
                    : turns.Add(ticket.CustomerKey, ticket.Id, ticket.Version, () => deliver.RunAsync(ticket, name, CancellationToken.None));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3501, LogLevel.Warning, "What is held back for quiet hours could not be looked at again: {Reason}")]
        public static partial void NotLookedAt(ILogger logger, string reason);
    }
}
