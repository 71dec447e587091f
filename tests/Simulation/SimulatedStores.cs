using System.Globalization;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>The tickets as one process sees them.</summary>
internal sealed class SimulatedTickets(Durable durable, Life life) : ITicketStore, ITicketChanges
{
    public Task<Stored<Ticket>?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        life.DoAsync(() => durable.Tickets.TryGetValue(ticketId, out var ticket) ? new Stored<Ticket>(ticket, ETag(ticket)) : null);

    public Task<Stored<Ticket>?> ReplaceAsync(Ticket ticket, string etag, CancellationToken cancellationToken) => life.DoAsync(() =>
    {
        if (ETag(durable.Tickets[ticket.Id]) != etag)
            return null;
        durable.Put(ticket);
        return new Stored<Ticket>(ticket, ETag(ticket));
    });

    public Task<Page<Stored<Ticket>>> ListDueAsync(DateTimeOffset dueBy, DateTimeOffset latest, PageRequest page, CancellationToken cancellationToken) => life.DoAsync(() =>
        new Page<Stored<Ticket>>(
            [.. durable.Tickets.Values.Where(ticket => ticket.WakeAt <= dueBy || ticket.WakeAt > latest).OrderBy(ticket => ticket.WakeAt)
                .Select(ticket => new Stored<Ticket>(ticket, ETag(ticket)))],
            null));

    // Each ticket where it changed last, in its newest version.
    public Task<ChangedTickets> ReadAsync(string? position, DateTimeOffset from, int max, CancellationToken cancellationToken) => life.DoAsync(() =>
    {
        var after = position is null ? 0 : int.Parse(position, CultureInfo.InvariantCulture);
        var changed = durable.Changes.Index().Skip(after).Where(change => durable.Changes.LastIndexOf(change.Item) == change.Index).Take(3).ToList();
        var through = changed.Count == 0 ? after : changed[^1].Index + 1;
        return new ChangedTickets([.. changed.Select(change => durable.Tickets[change.Item])], through.ToString(CultureInfo.InvariantCulture), through < durable.Changes.Count);
    });

    public Task<Stored<Ticket>?> AddAsync(Ticket ticket, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<TicketBrief>> ListByCustomerAsync(string customerKey, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<TicketBrief>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> CountAsync(TicketFilter filter, int cap, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<RenewedTickets> RenewAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string> EndAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> DeleteOfCustomerAsync(string customerKey, int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Ticket>> ListPushedByCustomerAsync(string customerKey, DateTimeOffset since, PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    private static string ETag(Ticket ticket) => ticket.Version.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The delivery log as one process sees it.</summary>
internal sealed class SimulatedLog(Durable durable, Life life) : IDeliveryLog
{
    public Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        life.DoAsync(() => (life.ReadsStale() ? durable.EarlierDeliveries : durable.Deliveries).TryGetValue(ticketId, out var found) ? new Stored<TicketDeliveries>(found.Document, $"{found.Version}") : null);

    public async Task<TicketDeliveries> ChangeAsync(
        string ticketId, Stored<TicketDeliveries>? seen, Func<TicketDeliveries, TicketDeliveries> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = seen?.Document ?? TicketDeliveries.None(ticketId);
            var after = change(before);
            if (ReferenceEquals(before, after) || await life.DoAsync(() => TryWrite(after, seen?.ETag)))
                return after;
            seen = await FindAsync(ticketId, cancellationToken);
        }
    }

    public Task<Page<TicketDeliveries>> ListDueAsync(DateTimeOffset now, PageRequest page, CancellationToken cancellationToken) => life.DoAsync(() =>
        new Page<TicketDeliveries>(
            [.. durable.Deliveries.Values.Select(found => found.Document)
                .Where(found => found.DueAt <= now || (found.DueAt is not null && found.WrittenAt > now + TicketDeliveries.ClockSkew)).OrderBy(found => found.DueAt)],
            null));

    public Task<IReadOnlyList<TicketDeliveries>> ListOpenAsync(string customerKey, CancellationToken cancellationToken) => life.DoAsync<IReadOnlyList<TicketDeliveries>>(() =>
        [.. durable.Deliveries.Values.Select(found => found.Document).Where(found => found.CustomerKey == customerKey && found.DueAt is not null)]);

    public Task<int> CountUnreadAsync(string customerKey, CancellationToken cancellationToken) => life.DoAsync(() =>
        durable.Deliveries.Values.Select(found => found.Document).Where(found => found.CustomerKey == customerKey).Sum(found => found.Unread));

    public Task<IReadOnlyList<Stored<TicketDeliveries>>> ListSettledAsync(DateTimeOffset before, int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string ticketId, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<TicketDeliveries>> ListNotReachedAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> CountNotReachedAsync(int cap, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<string?> ReadReconciledAsync(CancellationToken cancellationToken) => life.DoAsync(() => durable.Reconciled);

    public Task WriteReconciledAsync(string position, CancellationToken cancellationToken) => life.DoAsync(() => durable.Reconciled = position);

    private bool TryWrite(TicketDeliveries deliveries, string? etag)
    {
        var version = durable.Deliveries.TryGetValue(deliveries.Id, out var found) ? found.Version : 0;
        if (etag != (version == 0 ? null : $"{version}"))
            return false;
        if (version > 0)
            durable.EarlierDeliveries[deliveries.Id] = found;
        durable.Deliveries[deliveries.Id] = (deliveries, version + 1);
        return true;
    }
}

/// <summary>The devices as one process sees them.</summary>
internal sealed class SimulatedInstallations(Durable durable, Life life) : IInstallationStore
{
    public Task<IReadOnlyList<Installation>> ListAsync(string personKey, CancellationToken cancellationToken) =>
        life.DoAsync<IReadOnlyList<Installation>>(() => [.. durable.Devices.Values.Where(device => device.PersonKey == personKey)]);

    public Task<Page<Installation>> ListAgentsAsync(PageRequest page, CancellationToken cancellationToken) =>
        life.DoAsync(() => new Page<Installation>([.. durable.Devices.Values.Where(device => device.Roles.Contains(ActorRole.Agent))], null));

    public Task<Installation?> FindAsync(string personKey, string installationId, CancellationToken cancellationToken) =>
        life.DoAsync(() => durable.Devices.GetValueOrDefault(installationId) is { } found && found.PersonKey == personKey ? found : null);

    public Task<Installation?> FindByHubIdAsync(string hubId, CancellationToken cancellationToken) => life.DoAsync(() => durable.Devices.GetValueOrDefault(hubId));

    public Task<IReadOnlyList<InstallationName>> ListNamesAsync(string personKey, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Page<Installation>> ListAllAsync(PageRequest page, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Installation?> PutAsync(Installation installation, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task SettleAsync(Installation installation, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string personKey, string installationId, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>The people of the desk as one process sees them.</summary>
internal sealed class SimulatedDesk(Durable durable, Life life) : IDeskStore
{
    public Task<IReadOnlyList<DeskItem<T>>> ListAsync<T>(Shelf<T> shelf, CancellationToken cancellationToken)
        where T : class =>
        life.DoAsync<IReadOnlyList<DeskItem<T>>>(() => [.. durable.People.Select(person => new DeskItem<T>(person.Key, (T)(object)person, "1"))]);

    public Task<Stored<T>?> FindAsync<T>(Shelf<T> shelf, string id, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<string?> TryWriteAsync<T>(Shelf<T> shelf, string id, T document, string? etag, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task PutAsync<T>(Shelf<T> shelf, string id, T document, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();

    public Task<bool> TryDeleteAsync<T>(Shelf<T> shelf, string id, string etag, CancellationToken cancellationToken)
        where T : class => throw new NotSupportedException();
}
