using ServerlessSupport.Push;

namespace ServerlessSupport.Privacy;

/// <summary>
/// Forgets what was known of deliveries when it was kept as long as the settings say: devices, outcomes and receipts. How far each lane has come stays with the ticket, because without
/// it everything would be pushed again. A run looks at some hundred tickets; what is left the next one forgets.
/// </summary>
public sealed class TrimDeliveryLogs(IDeliveryLog log, IOptions<RetentionOptions> options, TimeProvider time)
{
    private const int Batch = 50;
    private const int Batches = 10;

    /// <summary>Forgets what may go by now; of how many tickets. Throws <see cref="UnavailableException"/>, after which the next run goes on.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        var before = time.GetUtcNow() - options.Value.DeliveryLogs;
        for (var batch = 0; batch < Batches && options.Value.DeliveryLogs > TimeSpan.Zero; batch++)
        {
            var settled = await log.ListSettledAsync(before, Batch, cancellationToken);
            foreach (var seen in settled)
                count += await TrimAsync(seen, before, cancellationToken) ? 1 : 0;
            if (settled.Count < Batch)
                break;
        }

        return count;
    }

    // What somebody has written meanwhile stays.
    private async Task<bool> TrimAsync(Stored<TicketDeliveries> seen, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var after = await log.ChangeAsync(
            seen.Document.Id, seen, stored => stored.DueAt is null && !(stored.WrittenAt >= before) ? stored.Trimmed() : stored, cancellationToken);
        return after.WrittenAt is null;
    }
}
