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
            var from = LedgerTransaction.Key(position);
            var batch = await ledger.RunAsync(transaction => transaction.ListAsync(Shelves.Log, "", after: from, limit: BatchSize), cancellationToken).ConfigureAwait(false);
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
}
