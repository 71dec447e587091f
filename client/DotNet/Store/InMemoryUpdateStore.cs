namespace ServerlessSupport.Client;

/// <summary>Keeps everything in memory: for tests, and for apps that must leave nothing on the device. Unsent feedback ends with the process.</summary>
public sealed class InMemoryUpdateStore : IUpdateStore
{
    private readonly SortedDictionary<string, StoredItem> _items = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<StoredItem?> FindAsync(string partition, string collection, string key, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_items)
            return Task.FromResult(_items.TryGetValue(Id(partition, collection, key), out var item) ? item : null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredItem>> ListAsync(string partition, string collection, string? after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_items)
            return Task.FromResult<IReadOnlyList<StoredItem>>([.. Items(partition, collection)
                .Where(item => after is null || string.CompareOrdinal(item.Key, after) > 0)
                .Take(limit)]);
    }

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken)
    {
        if (changes is null)
            throw new ArgumentNullException(nameof(changes));
        cancellationToken.ThrowIfCancellationRequested();
        lock (_items)
            foreach (var change in changes)
                Apply(change);
        return Task.CompletedTask;
    }

    private void Apply(StoreChange change)
    {
        var (partition, collection, key, value) = change;
        if (key is not null && value is not null)
            _items[Id(partition, collection, key)] = new StoredItem(partition, collection, key, value);
        else if (key is not null)
            _items.Remove(Id(partition, collection, key));
        else
            foreach (var item in Items(partition, collection).ToList())
                _items.Remove(Id(partition, collection, item.Key));
    }

    private IEnumerable<StoredItem> Items(string partition, string collection) =>
        _items.Values.Where(item => item.Partition == partition && item.Collection == collection);

    private static string Id(string partition, string collection, string key) => $"{partition}\n{collection}\n{key}";
}
