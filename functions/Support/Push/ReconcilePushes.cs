using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Finds updates that were never pushed: the change feed is a fast path, not the guarantee. Each run compares the
/// tickets that changed since the last run with the delivery log, however long ago that was, so that a skipped batch
/// or a crash between two writes costs minutes and never an update.
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
        var to = time.GetUtcNow() - Grace;
        var from = (await log.ReadReconciledAsync(cancellationToken) ?? to - FirstWindow) - Overlap;
        var read = 0;
        string? cursor = null;
        do
        {
            var page = await tickets.ListUpdatedAsync(from, to, new PageRequest(PageRequest.MaxLimit, cursor), cancellationToken);
            await Parallel.ForEachAsync(
                page.Items.Where(ticket => ticket.LastDeliverableSeq > 0),
                new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancellationToken },
                async (ticket, token) => await push.RunAsync(ticket, token));
            read += page.Items.Count;
            cursor = page.Cursor;
        }
        while (cursor is not null);

        await log.WriteReconciledAsync(to, cancellationToken);
        Log.Reconciled(logger, read, from, to);
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Debug, "Compared {Count} tickets changed from {From} to {To} with their deliveries.")]
        public static partial void Reconciled(ILogger logger, int count, DateTimeOffset from, DateTimeOffset to);
    }
}
