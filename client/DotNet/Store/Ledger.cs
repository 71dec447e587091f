namespace ServerlessSupport.Client;

/// <summary>All that an inbox keeps. One transaction at a time, so that what one reads still holds when it writes.</summary>
internal sealed class Ledger(IUpdateStore store) : IDisposable
{
    /// <summary>Told of the tickets that a transaction changed, in the order of transactions; must return at once.</summary>
    public Action<IReadOnlyList<TicketWritten>>? TicketsWritten { get; set; }

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Signal _published = new();
    private long _position = -1;
    private long _start;

    /// <summary>The position of the newest update published; null while nothing has been read yet.</summary>
    public long? Position => Interlocked.Read(ref _position) is >= 0 and var position ? position : null;

    /// <summary>Completes when an update is published; take it before reading.</summary>
    public Task NextPublished => _published.Next;

    /// <summary>The position of the newest update when the store was first read.</summary>
    public async Task<long> StartAsync(CancellationToken cancellationToken)
    {
        await RunAsync(_ => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
        return _start;
    }

    /// <summary>Runs a transaction: all it puts and deletes is written together at its end, or not at all when it throws.</summary>
    /// <exception cref="SupportException">The store fails.</exception>
    public async Task<T> RunAsync<T>(Func<LedgerTransaction, Task<T>> run, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var transaction = new LedgerTransaction(store, cancellationToken);
            if (_position < 0)
                Interlocked.Exchange(ref _position, _start = await transaction.LastAsync(Shelves.Log, "").ConfigureAwait(false));
            var result = await run(transaction).ConfigureAwait(false);
            await transaction.CommitAsync().ConfigureAwait(false);
            if (transaction.Published is { } position)
            {
                Interlocked.Exchange(ref _position, position);
                _published.Raise();
            }

            if (transaction.Tickets is { Count: > 0 } tickets)
                TicketsWritten?.Invoke(tickets);
            return result;
        }
        finally
        {
            _gate.Release();
        }
    }

    public Task RunAsync(Func<LedgerTransaction, Task> run, CancellationToken cancellationToken) =>
        RunAsync(
            async transaction =>
            {
                await run(transaction).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public void Dispose() => _gate.Dispose();
}
