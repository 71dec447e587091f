using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Looks again at what is held back for quiet hours when a device was registered or signed out, or its agent went away or left: the hours may be others now, or
/// none. What is held becomes due at once, and whom it goes to now is decided when it is sent.
/// </summary>
public sealed partial class ReleaseHeld(IDeliveryLog log, ITicketStore tickets, DeliverTicket deliver, Turns turns, AgentsToTell toTell, TimeProvider time, ILogger<ReleaseHeld> logger)
{
    /// <summary>Later than anything can be due.</summary>
    private static readonly TimeSpan Whenever = TimeSpan.FromDays(400);

    /// <summary>
    /// After a person's device was registered with other quiet hours, or for the first time (null), or signed out. For a customer this
    /// reads what is open of their own; for an agent's known device what is open of all customers. An outage costs no more than that
    /// it is held for as long as was decided first.
    /// </summary>
    public async Task RunAsync(Caller person, string? installationId, CancellationToken cancellationToken)
    {
        try
        {
            if (person.Roles.Contains(ActorRole.Agent))
                toTell.Forget();
            await RunAsync(await log.ListOpenAsync(person.Key, cancellationToken), LaneName.Customer, installationId is null ? [] : [installationId], cancellationToken);
            if (installationId is not null && person.Roles.Contains(ActorRole.Agent))
                await ForAgentAsync([Tags.Registration(installationId, person.Key), installationId], cancellationToken);
        }
        catch (UnavailableException fault)
        {
            Log.NotLookedAt(logger, fault.Message);
        }
    }

    /// <summary>After an agent went away or left the desk: what is held for their devices goes to those who are told in their place.</summary>
    public async Task WithoutAsync(string agentKey, IEnumerable<string> installationIds, CancellationToken cancellationToken)
    {
        try
        {
            toTell.Forget();
            if (installationIds.SelectMany(id => new[] { Tags.Registration(id, agentKey), id }).ToList() is { Count: > 0 } devices)
                await ForAgentAsync(devices, cancellationToken);
        }
        catch (UnavailableException fault)
        {
            Log.NotLookedAt(logger, fault.Message);
        }
    }

    private async Task ForAgentAsync(IReadOnlyList<string> device, CancellationToken cancellationToken)
    {
        ListPosition? after = null;
        do
        {
            var page = await log.ListDueAsync(time.GetUtcNow() + Whenever, new PageRequest(PageRequest.MaxLimit, after), cancellationToken);
            await RunAsync(page.Items, LaneName.Agents, device, cancellationToken);
            after = page.Next;
        }
        while (after is not null);
    }

    private async Task RunAsync(IEnumerable<TicketDeliveries> open, LaneName name, IReadOnlyList<string> device, CancellationToken cancellationToken)
    {
        foreach (var deliveries in open.Where(each => !ReferenceEquals(each.Of(name), LaneRules.Release(each.Of(name), device, time.GetUtcNow()))))
        {
            try
            {
                await ReleaseAsync(deliveries.Id, name, device, cancellationToken);
            }
            catch (UnreadableDocumentException)
            {
                // It is counted, and costs the device's registration nothing.
            }
        }
    }

    private async Task ReleaseAsync(string ticketId, LaneName name, IReadOnlyList<string> device, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var seen = await log.FindAsync(ticketId, cancellationToken);
        await log.ChangeAsync(ticketId, seen, now, before => before.Change(name, lane => LaneRules.Release(lane, device, now)), cancellationToken);
        if (await tickets.FindAsync(ticketId, cancellationToken) is { Document: var ticket })
            _ = name == LaneName.Agents
                ? deliver.RunAsync(ticket, name, CancellationToken.None)
                : turns.Add(ticket.CustomerKey, ticket.Id, ticket.Version, () => deliver.RunAsync(ticket, name, CancellationToken.None));
    }

    private static partial class Log
    {
        [LoggerMessage(3501, LogLevel.Warning, "What is held back for quiet hours could not be looked at again: {Reason}")]
        public static partial void NotLookedAt(ILogger logger, string reason);
    }
}
