using System.Runtime.CompilerServices;

namespace ServerlessSupport.Client;

/// <summary>Reads the log of published updates, however far behind, and goes on as it grows.</summary>
internal sealed class UpdateReader(Ledger ledger)
{
    private const int BatchSize = 100;

    /// <summary>Where this call stands now; before anything was read from the store, at its end.</summary>
    public IAsyncEnumerable<TicketUpdate> Read(long? after, string? server, CancellationToken cancellationToken) =>
        ReadAsync(after ?? ledger.Position, server, cancellationToken);

    private async IAsyncEnumerable<TicketUpdate> ReadAsync(long? after, string? server, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = after ?? await ledger.StartAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var next = ledger.NextPublished;
            var reached = position;
            var batch = await ledger.RunAsync(transaction => ListAsync(transaction, reached), cancellationToken).ConfigureAwait(false);
            foreach (var (update, isWanted) in batch.Select(item => (item.Value, server is null || item.Value.Server == server)))
            {
                position = update.Position;
                if (isWanted)
                    yield return update;
            }

            if (batch.Count == 0)
                await next.OrCancelledAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // A place that the log has not reached is of a log that was lost: this one is new to whoever knows it.
    private static async Task<IReadOnlyList<KeyValuePair<string, TicketUpdate>>> ListAsync(LedgerTransaction transaction, long position)
    {
        var isLost = position > await transaction.LastAsync(Shelves.Log, "").ConfigureAwait(false);
        return await transaction.ListAsync(Shelves.Log, "", after: LedgerTransaction.Key(isLost ? 0 : position), limit: BatchSize).ConfigureAwait(false);
    }
}
