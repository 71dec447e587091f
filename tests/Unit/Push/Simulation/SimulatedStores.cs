using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push.Simulation;

/// <summary>What outlives every process: tickets, the order of their changes, and the delivery log.</summary>
internal sealed class Durable
{
    public Dictionary<string, Ticket> Tickets { get; } = [];

    public List<string> Changes { get; } = [];

    public int Checkpoint { get; set; }

    public Dictionary<string, (TicketDeliveries Document, int Version)> Deliveries { get; } = [];

    /// <summary>The delivery log as it was before its newest write.</summary>
    public Dictionary<string, (TicketDeliveries Document, int Version)> EarlierDeliveries { get; } = [];

    public DateTimeOffset? Reconciled { get; set; }

    /// <summary>The customer's devices; the first takes pushes at any time.</summary>
    public List<Installation> Devices { get; } = [Device("phone")];

    public static Installation Device(string id) => new() { Id = id, PersonKey = Some.Alice.Key, Platform = Platform.Local, PushChannel = id, Tags = [], TimeZone = "UTC" };

    public void Put(Ticket ticket)
    {
        Tickets[ticket.Id] = ticket;
        Changes.Add(ticket.Id);
    }
}

/// <summary>The tickets as one process sees them.</summary>
internal sealed class SimulatedTickets(Durable durable, Life life) : ITicketStore
{
    public Task<Stored<Ticket>?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        life.DoAsync(() => durable.Tickets.TryGetValue(ticketId, out var ticket) ? new Stored<Ticket>(ticket, "") : null);

    public Task<Page<Ticket>> ListUpdatedAsync(DateTimeOffset from, DateTimeOffset to, PageRequest page, CancellationToken cancellationToken) =>
        life.DoAsync(() => new Page<Ticket>([.. durable.Tickets.Values.Where(ticket => ticket.UpdatedAt >= from && ticket.UpdatedAt < to).OrderBy(ticket => ticket.UpdatedAt)], null));

    public Task<Stored<Ticket>?> AddAsync(Ticket ticket, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Stored<Ticket>?> ReplaceAsync(Ticket ticket, string etag, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Ticket>> ListByCustomerAsync(string customerKey, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Ticket>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Ticket>> ListPushedByCustomerAsync(string customerKey, DateTimeOffset since, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Ticket>> ListDueAsync(DateTimeOffset dueBy, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>The delivery log as one process sees it.</summary>
internal sealed class SimulatedLog(Durable durable, Life life) : IDeliveryLog
{
    public Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        life.DoAsync(() => (life.ReadsStale() ? durable.EarlierDeliveries : durable.Deliveries).TryGetValue(ticketId, out var found) ? new Stored<TicketDeliveries>(found.Document, $"{found.Version}") : null);

    public Task<bool> TryWriteAsync(TicketDeliveries deliveries, string? etag, CancellationToken cancellationToken) => life.DoAsync(() =>
    {
        var version = durable.Deliveries.TryGetValue(deliveries.Id, out var found) ? found.Version : 0;
        if (etag != (version == 0 ? null : $"{version}"))
            return false;
        if (version > 0)
            durable.EarlierDeliveries[deliveries.Id] = found;
        durable.Deliveries[deliveries.Id] = (deliveries, version + 1);
        return true;
    });

    public Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset dueBy, PageRequest page, CancellationToken cancellationToken) =>
        life.DoAsync(() => new Page<TicketDeliveries>([.. durable.Deliveries.Values.Select(found => found.Document).Where(found => found.DueAt <= dueBy).OrderBy(found => found.DueAt)], null));

    public Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<DateTimeOffset?> ReadReconciledAsync(CancellationToken cancellationToken) => life.DoAsync(() => durable.Reconciled);

    public Task WriteReconciledAsync(DateTimeOffset reconciledThrough, CancellationToken cancellationToken) =>
        life.DoAsync(() => durable.Reconciled = reconciledThrough);
}

/// <summary>One customer with a device or two.</summary>
internal sealed class SimulatedInstallations(Durable durable, Life life) : IInstallationStore
{
    public Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken) => life.DoAsync<IReadOnlyList<Installation>>(() => [.. durable.Devices]);

    public Task<Installation?> FindAsync(string installationId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PutAsync(Installation installation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string installationId, CancellationToken cancellationToken) => throw new NotSupportedException();
}
