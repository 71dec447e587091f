namespace ServerlessSupport.Local.Storage;

/// <summary>Has the index of words catch up whenever little was written for a moment, and stops when more is, so that searches find little left to do and writers are not disturbed.</summary>
internal sealed partial class WordIndexing(WordIndex words, SqliteChangeFeed feed, TimeProvider time, ILogger<WordIndexing> logger) : BackgroundService
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seen = feed.Newest();
        while (!stoppingToken.IsCancellationRequested)
        {
            // A stop is no fault: where the start failed, the host would tell of it as one.
            await Task.WhenAny(Task.Delay(Moment, time, stoppingToken));
            var newest = feed.Newest();
            if (newest - seen <= WordIndex.Batch && !stoppingToken.IsCancellationRequested)
                await CatchUpAsync(() => feed.Newest() - newest <= WordIndex.Batch, stoppingToken);
            seen = newest;
        }
    }

    private async Task CatchUpAsync(Func<bool> goesOn, CancellationToken cancellationToken)
    {
        try
        {
            await words.CatchUpAsync(goesOn, cancellationToken);
        }
        // The next moment or the next search tries again.
        catch (Exception fault)
        {
            if (!cancellationToken.IsCancellationRequested)
                Log.Failed(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6401, LogLevel.Warning, "The index of words could not catch up; it tries again.")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}
