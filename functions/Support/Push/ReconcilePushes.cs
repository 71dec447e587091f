using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Telemetry;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Finds what was never pushed: the change feed is a fast path, not the guarantee. Each run compares the tickets that changed
/// since the last run with the delivery log, by their position in the order of changes, so that a skipped batch, a crash between two
/// writes or a clock that was put back costs minutes and never an update. It also takes up what is due in the log: what was held
/// back, retries that got lost, and updates that no device has confirmed. While the push platform is down it waits.
/// </summary>
public sealed partial class ReconcilePushes(
    ITicketChanges changes, ITicketStore tickets, IDeliveryLog log, DeliverTicket deliver, Turns turns, Circuit circuit, IOptions<PushOptions> options, TimeProvider time, ILogger<ReconcilePushes> logger)
{
    /// <summary>What the fast path is given to do its work first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstWindow = TimeSpan.FromDays(1);

    private long _spared;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var activity = Spans.Start("push.reconcile");
        if (await CompareAsync(cancellationToken))
            await CheckDueAsync(cancellationToken);
    }

    /// <summary>False when the platform is down: what was read since stays to be compared.</summary>
    private async Task<bool> CompareAsync(CancellationToken cancellationToken)
    {
        if (circuit.IsOpen())
            return false;
        var now = time.GetUtcNow();
        var position = await log.ReadReconciledAsync(cancellationToken);
        int read = 0, found = 0;
        bool goesOn;
        do
        {
            var page = await changes.ReadAsync(position, now - FirstWindow, PageRequest.MaxLimit, cancellationToken);
            var old = page.Items.TakeWhile(ticket => !IsYoung(ticket, now)).ToList();
            var spared = circuit.Spared;
            found += await PushAsync(old.SelectMany(ticket => DeliverTicket.Lanes(ticket).Select(lane => (ticket, lane))), cancellationToken);
            if (circuit.Spared != spared)
                return false;
            read += old.Count;
            // Page by page, so that a long backlog is not begun again when the host ends this run.
            goesOn = old.Count == page.Items.Count;
            if (goesOn && page.Position != position)
                await log.WriteReconciledAsync(position = page.Position, cancellationToken);
            goesOn &= page.HasMore;
        }
        while (goesOn);

        // What waited for a platform that was down was not missed by the feed.
        if (circuit.Spared == _spared)
            Measurements.Reconciled(found);
        _spared = circuit.Spared;
        Log.Reconciled(logger, read, found);
        return true;
    }

    private async Task CheckDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        string? cursor = null;
        do
        {
            var page = await log.ListDueAsync(now, new PageRequest(PageRequest.MaxLimit, cursor), cancellationToken);
            var due = new ConcurrentBag<(Ticket, LaneName)>();
            await Parallel.ForEachAsync(page.Items, options.Value.SideBySide(cancellationToken), async (deliveries, token) =>
            {
                if (await FindAsync(deliveries.Id, token) is { } ticket)
                    Array.ForEach(Enum.GetValues<LaneName>(), lane => { if (deliveries.Of(lane).DueAt is not null) due.Add((ticket, lane)); });
            });
            var spared = circuit.Spared;
            await PushAsync(due, cancellationToken);
            if (circuit.Spared != spared)
                return;
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    /// <summary>Pushes what the lanes lack; returns how many lacked something.</summary>
    private async Task<int> PushAsync(IEnumerable<(Ticket Ticket, LaneName Lane)> some, CancellationToken cancellationToken)
    {
        var found = 0;
        await Task.WhenAll(some.Select(each => RunAsync(each.Ticket, each.Lane)).ToList());
        return found;

        Task RunAsync(Ticket ticket, LaneName lane) => lane == LaneName.Agents
            ? CountAsync(ticket, lane)
            : turns.Add(ticket.CustomerKey, ticket.Id, ticket.Version, () => CountAsync(ticket, lane)) ?? CountAsync(ticket, lane);

        async Task CountAsync(Ticket ticket, LaneName lane)
        {
            if (await deliver.RunAsync(ticket, lane, cancellationToken))
                Interlocked.Increment(ref found);
        }
    }

    private async Task<Ticket?> FindAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return (await tickets.FindAsync(ticketId, cancellationToken))?.Document;
        }
        catch (Exception fault) when (fault is not UnavailableException and not OperationCanceledException)
        {
            Log.Unreadable(logger, ticketId, fault);
            return null;
        }
    }

    // One with a time to come was written by a clock that has been put back since.
    private static bool IsYoung(Ticket ticket, DateTimeOffset now) => ticket.UpdatedAt > now - Grace && ticket.UpdatedAt <= now + TicketDeliveries.ClockSkew;

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Debug, "Compared {Count} changed tickets with their deliveries; {Found} had been missed.")]
        public static partial void Reconciled(ILogger logger, int count, int found);

        [LoggerMessage(3102, LogLevel.Error, "Ticket {TicketId} cannot be read and is passed over.")]
        public static partial void Unreadable(ILogger logger, string ticketId, Exception fault);
    }
}
