namespace ServerlessSupport.Client.Tests;

/// <summary>A store whose log cannot be read for a while.</summary>
internal sealed class FaultyStore : IUpdateStore
{
    private readonly InMemoryUpdateStore _disk = new();
    private int _failures;

    public bool IsAway { get; set; }

    public int Failures => _failures;

    public Task<StoredItem?> FindAsync(string partition, string collection, string key, CancellationToken cancellationToken) => _disk.FindAsync(partition, collection, key, cancellationToken);

    public Task<IReadOnlyList<StoredItem>> ListAsync(string partition, string collection, string? after, int limit, CancellationToken cancellationToken)
    {
        if (IsAway && collection == "log")
        {
            Interlocked.Increment(ref _failures);
            throw new IOException("The disk is away.");
        }

        return _disk.ListAsync(partition, collection, after, limit, cancellationToken);
    }

    public Task WriteAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken) => _disk.WriteAsync(changes, cancellationToken);
}
