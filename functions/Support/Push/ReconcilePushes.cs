namespace ServerlessSupport.Push;

/// <summary>
/// Finds what was never pushed: the change feed is a fast path, not the guarantee. Each run compares the tickets that changed
/// since the last run with the delivery log, by their position in the order of changes, so that a skipped batch, a crash between two
/// writes or a clock that was put back costs minutes and never an update. It also takes up what is due in the log: what was held
/// back, retries that got lost, and updates that no device has confirmed. While the push platform is down it waits.
/// </summary>
public sealed partial class ReconcilePushes(SweepPushes sweep, Circuit circuit, ILogger<ReconcilePushes> logger)
{
    private static readonly SweepScope All = new(Grace: TimeSpan.FromMinutes(1), Ahead: TimeSpan.Zero, IsDoubtful: false, Length: TimeSpan.MaxValue);

    private long _spared;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var activity = Spans.Start("push.reconcile");
        if (circuit.IsOpen())
            return;
        var swept = await sweep.RunAsync(All, cancellationToken);
        if (swept.End != SweepEnd.Done)
            return;
        // What waited for a platform that was down was not missed by the feed.
        if (circuit.Spared == _spared)
            Measurements.Reconciled(swept.Missed);
        _spared = circuit.Spared;
        Log.Reconciled(logger, swept.Compared, swept.Missed);
    }

    private static partial class Log
    {
        [LoggerMessage(3101, LogLevel.Debug, "Compared {Count} changed tickets with their deliveries; {Found} had been missed.")]
        public static partial void Reconciled(ILogger logger, int count, int found);
    }
}
