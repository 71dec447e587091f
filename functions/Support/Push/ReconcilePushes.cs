using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Telemetry;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Finds updates that were never pushed: the change feed is a fast path, not the guarantee. Each run compares the
/// tickets that changed since the last run with the delivery log, however long ago that was, so that a skipped batch
/// or a crash between two writes costs minutes and never an update. It also takes up what is due in the log: retries
/// that got lost, and updates that no device has confirmed.
/// </summary>
public sealed partial class ReconcilePushes(
    ITicketStore tickets, IDeliveryLog log, PushPending push, IOptions<PushOptions> options, TimeProvider time, ILogger<ReconcilePushes> logger)
{
    /// <summary>What the fast path is given to do its work first.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>More than the clocks of two instances can differ.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan FirstWindow = TimeSpan.FromDays(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var activity = Spans.Start("push.reconcile");
        await CompareAsync(cancellationToken);
        await CheckDueAsync(cancellationToken);
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        var to = time.GetUtcNow() - Grace;
        var from = (await log.ReadReconciledAsync(cancellationToken) ?? to - FirstWindow) - Overlap;
        var read = 0;
        string? cursor = null;
        do
        {
            var page = await tickets.ListUpdatedAsync(from, to, new PageRequest(PageRequest.MaxLimit, cursor), cancellationToken);
            await Parallel.ForEachAsync(
                page.Items.Where(ticket => ticket.LastDeliverableSeq > 0),
                options.Value.SideBySide(cancellationToken),
                async (ticket, token) => await push.RunAsync(ticket, token));
            read += page.Items.Count;
            cursor = page.Cursor;
            // Page by page, so that a long backlog is not begun again when the host ends this run.
            if (cursor is null || page.Items.Count > 0)
                await log.WriteReconciledAsync(cursor is null ? to : page.Items[^1].UpdatedAt, cancellationToken);
        }
        while (cursor is not null);

        Log.Reconciled(logger, read, from, to);
    }

    // Retries that got lost on their way, and updates that no device has confirmed.
    private async Task CheckDueAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        string? cursor = null;
        do
        {
            var page = await log.ListDueAsync(now, new PageRequest(PageRequest.MaxLimit, cursor), cancellationToken);
            await Parallel.ForEachAsync(page.Items, options.Value.SideBySide(cancellationToken), async (due, token) =>
            {
                if (await tickets.FindAsync(due.Id, token) is { } stored)
                    await push.RunAsync(stored.Document, token);
            });
            cursor = page.Cursor;
        }
        while (cursor is not null);
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Debug, "Compared {Count} tickets changed from {From} to {To} with their deliveries.")]
        public static partial void Reconciled(ILogger logger, int count, DateTimeOffset from, DateTimeOffset to);
    }
}
