using System.Text;
using System.Text.Json;
using Microsoft.Azure.Cosmos;
using ServerlessSupport.Cloud.Cosmos;
using ServerlessSupport.Local.Runtime;
using ServerlessSupport.Local.Runtime.Discovery;

namespace ServerlessSupport.Local.Cosmos;

/// <summary>Wakes change-feed functions from Cosmos DB, by the processor and the leases that the platform uses too.</summary>
internal sealed partial class CosmosChangeFeedPump(
    CosmosContainers containers, ChangeFeedInvoker invoker, LocalOptions options, TimeProvider time, ILogger<CosmosChangeFeedPump> logger)
{
    public async Task RunAsync(ChangeFeedFunction function, HostTokens tokens)
    {
        var builder = containers.Tickets
            .GetChangeFeedProcessorBuilder(function.Lease, (_, changes, cancellation) => HandleAsync(function, changes, tokens, cancellation))
            // The data folder is one process's: after a crash its leases are taken up at once, not when they expire.
            .WithInstanceName(Digest.Of("local", options.DataFolder))
            .WithLeaseContainer(containers.Leases)
            .WithMaxItems(function.MaxItems)
            .WithPollInterval(function.PollDelay)
            .WithErrorNotification((_, fault) => Report(function, fault));
        if (function.StartFromBeginning)
            builder.WithStartTime(DateTime.MinValue.ToUniversalTime());
        var processor = builder.Build();
        await processor.StartAsync();
        await Task.WhenAny(Task.Delay(Timeout.InfiniteTimeSpan, time, tokens.Stopping));
        await processor.StopAsync();
    }

    private async Task HandleAsync(ChangeFeedFunction function, Stream changes, HostTokens tokens, CancellationToken cancellationToken)
    {
        using var batch = await JsonDocument.ParseAsync(changes, cancellationToken: cancellationToken);
        var documents = batch.RootElement.GetProperty("Documents").EnumerateArray().Select(document => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(document.GetRawText())).ToList();
        if (!await invoker.InvokeAsync(function, documents, tokens))
            throw new OperationCanceledException("The host stops; the lease stays, and the batch comes again.");
    }

    private Task Report(ChangeFeedFunction function, Exception fault)
    {
        if (fault is not OperationCanceledException)
            Log.Interrupted(logger, function.Name, fault);
        return Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(6501, LogLevel.Warning, "The change feed of {Function} was interrupted; it goes on.")]
        public static partial void Interrupted(ILogger logger, string function, Exception fault);
    }
}
