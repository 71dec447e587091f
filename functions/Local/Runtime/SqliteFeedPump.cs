using ServerlessSupport.Telemetry;

namespace ServerlessSupport.Local.Runtime;

/// <summary>Wakes change-feed functions from the embedded store, at once after a commit and in its order. What is stored and no JSON, as after damage to the file, costs itself only.</summary>
internal sealed partial class SqliteFeedPump(SqliteChangeFeed feed, SqliteLeases leases, Invoker invoker, ILogger<SqliteFeedPump> logger)
{
    public async Task RunAsync(ChangeFeedFunction function, HostTokens tokens)
    {
        var through = leases.Read(function.Lease) ?? await StartAsync(function, tokens.Stopping);
        while (!tokens.Stopping.IsCancellationRequested)
        {
            await feed.WaitAsync(through, tokens.Stopping);
            var changes = feed.Read(through, function.MaxItems);
            var documents = changes.Items.Where(IsJson).Select(change => new ReadOnlyMemory<byte>(change.Json)).ToList();
            // When the host stops the lease stays, and the batch comes again; one that failed for good is passed over, as on the platform.
            if (documents.Count > 0 && await InvokeAsync(function, documents, tokens) == Ending.Stopped)
                return;
            through = changes.Through;
            await leases.WriteAsync(function.Lease, through, CancellationToken.None);
        }
    }

    private Task<Ending> InvokeAsync(ChangeFeedFunction function, List<ReadOnlyMemory<byte>> documents, HostTokens tokens) =>
        invoker.RunAsync(function.Name, function.Retry, (services, cancellation) => function.Call(services, documents, cancellation), tokens);

    // Written at once: what changes between here and the first batch must not be missed after a restart.
    private async Task<long> StartAsync(ChangeFeedFunction function, CancellationToken cancellationToken)
    {
        var through = function.StartFromBeginning ? 0 : feed.Newest();
        await leases.WriteAsync(function.Lease, through, cancellationToken);
        return through;
    }

    private bool IsJson(FeedItem change)
    {
        try
        {
            var reader = new Utf8JsonReader(change.Json);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException fault)
        {
            Measurements.Unreadable();
            Log.Damaged(logger, change.Seq, fault);
            return false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6303, LogLevel.Error, "What is stored under change {Seq} is no JSON; it is passed over.")]
        public static partial void Damaged(ILogger logger, long seq, Exception fault);
    }
}
