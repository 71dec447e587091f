namespace ServerlessSupport.Client.Tests;

/// <summary>A store that dies with its process: after so many writes nothing works any more, while what was written stays.</summary>
internal sealed class MortalStore(IUpdateStore disk, int writesLeft) : IUpdateStore
{
    private int _writesLeft = writesLeft;

    public bool IsDead => Volatile.Read(ref _writesLeft) < 0;

    public Task<StoredItem?> FindAsync(string partition, string collection, string key, CancellationToken cancellationToken)
    {
        Live();
        return disk.FindAsync(partition, collection, key, cancellationToken);
    }

    public Task<IReadOnlyList<StoredItem>> ListAsync(string partition, string collection, string? after, int limit, CancellationToken cancellationToken)
    {
        Live();
        return disk.ListAsync(partition, collection, after, limit, cancellationToken);
    }

    public Task WriteAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken)
    {
        Interlocked.Decrement(ref _writesLeft);
        Live();
        return disk.WriteAsync(changes, cancellationToken);
    }

    private void Live()
    {
        if (IsDead)
            throw new IOException("The process has ended.");
    }
}
