using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>A customer's device, and when it last confirmed an update of one of the customer's newest tickets; null when it confirmed none of those.</summary>
public sealed record CustomerDevice(Installation Installation, DateTimeOffset? LastConfirmedAt);

/// <summary>A page of a customer's tickets, and beside the first one the customer's devices.</summary>
public sealed record CustomerOverview(Page<TicketBrief> Tickets, IReadOnlyList<CustomerDevice> Devices);

/// <summary>
/// What an agent sees of one customer: one query for the tickets, one for the devices, and a point read for each of the newest tickets. An agent who does not see
/// all is shown the tickets that they see, and nothing when they see none.
/// </summary>
public sealed class CustomerPage(ITicketStore store, IInstallationStore installations, IDeliveryLog log)
{
    private const int Newest = 5;

    // So that reading ends where an agent sees none of very many; the next page leads on.
    private const int MaxReads = 5;

    public async Task<CustomerOverview> ReadAsync(Caller agent, string customerKey, PageRequest page, CancellationToken cancellationToken)
    {
        var tickets = await TicketsAsync(TicketScope.Of(agent), customerKey, page, cancellationToken);
        if (tickets.Items.Count == 0)
            return new CustomerOverview(tickets, []);
        var devices = await installations.ListAsync(customerKey, cancellationToken);
        var deliveries = devices.Count == 0 || page.After is not null
            ? []
            : await Task.WhenAll(tickets.Items.Take(Newest).Select(ticket => log.TryFindAsync(ticket.Id, cancellationToken)));
        var confirmed = deliveries.OfType<TicketDeliveries>().SelectMany(each => each.Customer.Updates ?? [])
            .Where(update => update.ConfirmedBy is not null).ToLookup(update => update.ConfirmedBy!, update => update.ConfirmedAt);
        return new CustomerOverview(
            tickets, [.. devices.OrderByDescending(device => device.RefreshedAt).Select(device => new CustomerDevice(device, confirmed[device.Id].Max()))]);
    }

    private async Task<Page<TicketBrief>> TicketsAsync(TicketScope? scope, string customerKey, PageRequest page, CancellationToken cancellationToken)
    {
        var seen = new List<TicketBrief>();
        var after = page.After;
        for (var reads = 0; reads < MaxReads && seen.Count < page.Limit; reads++)
        {
            var found = await store.ListByCustomerAsync(customerKey, new PageRequest(page.Limit - seen.Count, after), cancellationToken);
            seen.AddRange(found.Items.Where(ticket => scope?.Includes(ticket) != false));
            after = found.Next;
            if (after is null)
                break;
        }

        return new Page<TicketBrief>(seen, after);
    }
}
