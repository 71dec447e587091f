using System.Globalization;
using System.Text.Json;

namespace ServerlessSupport.Client;

/// <summary>Reads what is kept, sees its own changes to single items, and writes them all at the end. Lists show what was kept before.</summary>
internal sealed class LedgerTransaction(IUpdateStore store, CancellationToken cancellationToken)
{
    private const int PageSize = 200;
    private const int KeptInLog = 1_000;

    private readonly List<StoreChange> _changes = [];
    private readonly Dictionary<(string Partition, string Collection, string Key), string?> _pending = [];
    private readonly HashSet<(string Partition, string Collection)> _cleared = [];
    private readonly Dictionary<(string Partition, string Collection, string Key), string> _found = [];
    private readonly Dictionary<(string Server, string TicketId), TicketRecord?> _tickets = [];

    /// <summary>The position of the last update that this transaction publishes; null when it publishes none.</summary>
    public long? Published { get; private set; }

    /// <summary>The tickets that this transaction changes, each as it leaves it.</summary>
    public IReadOnlyList<TicketWritten> Tickets => [.. _tickets.Select(ticket => new TicketWritten(ticket.Key.Server, ticket.Key.TicketId, ticket.Value))];

    /// <summary>Numbers with leading zeros sort as text.</summary>
    public static string Key(long number) => number.ToString("D19", CultureInfo.InvariantCulture);

    public async Task<T?> FindAsync<T>(Shelf<T> shelf, string partition, string key = Shelves.Only)
        where T : class
    {
        if (_pending.TryGetValue((partition, shelf.Name, key), out var value))
            return value is null ? null : Read(shelf, partition, key, value);
        if (_cleared.Contains((partition, shelf.Name)))
            return null;
        var item = await GuardAsync(() => store.FindAsync(partition, shelf.Name, key, cancellationToken)).ConfigureAwait(false);
        if (item is null)
            return null;
        _found[(partition, shelf.Name, key)] = item.Value;
        return Read(shelf, partition, key, item.Value);
    }

    /// <summary>Items whose key begins with the prefix and comes after <paramref name="after"/>, in order.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, T>>> ListAsync<T>(
        Shelf<T> shelf, string partition, string prefix = "", string? after = null, int limit = int.MaxValue)
        where T : class
    {
        var found = new List<KeyValuePair<string, T>>();
        after ??= prefix;
        while (found.Count < limit)
        {
            var from = after;
            var page = await GuardAsync(() => store.ListAsync(partition, shelf.Name, from, Math.Min(PageSize, limit), cancellationToken)).ConfigureAwait(false);
            foreach (var item in page)
            {
                if (!item.Key.StartsWith(prefix, StringComparison.Ordinal))
                    return found;
                if (found.Count < limit && Read(shelf, partition, item.Key, item.Value) is { } value)
                    found.Add(new(item.Key, value));
            }

            if (page.Count == 0)
                return found;
            after = page[page.Count - 1].Key;
        }

        return found;
    }

    public void Put<T>(Shelf<T> shelf, string partition, string key, T value)
        where T : class
    {
        var text = JsonSerializer.Serialize(value, shelf.Type);
        var id = (partition, shelf.Name, key);
        // What is kept already is not written again, and nobody is told that it changed.
        if (!_pending.ContainsKey(id) && !_cleared.Contains((partition, shelf.Name)) && _found.TryGetValue(id, out var kept) && kept == text)
            return;
        if (value is TicketRecord ticket)
            _tickets[(partition, key)] = ticket;
        Change(partition, shelf.Name, key, text);
    }

    public void Delete<T>(Shelf<T> shelf, string partition, string key = Shelves.Only)
        where T : class
    {
        if (typeof(T) == typeof(TicketRecord))
            _tickets[(partition, key)] = null;
        Change(partition, shelf.Name, key, null);
    }

    /// <summary>Removes a whole collection; what this transaction put there before goes too.</summary>
    public void Clear(string collection, string partition)
    {
        foreach (var id in _pending.Keys.Where(id => id.Partition == partition && id.Collection == collection).ToList())
            _pending.Remove(id);
        _cleared.Add((partition, collection));
        _changes.Add(new StoreChange(partition, collection, null, null));
    }

    /// <summary>The next number for a key on that shelf, from 1.</summary>
    public async Task<long> NextAsync<T>(Shelf<T> shelf, string partition)
        where T : class
    {
        var next = await LastAsync(shelf, partition).ConfigureAwait(false) + 1;
        Put(Shelves.Counters, partition, shelf.Name, new CounterRecord(next));
        return next;
    }

    /// <summary>The last number that was given to a key on that shelf; 0 before the first.</summary>
    public async Task<long> LastAsync<T>(Shelf<T> shelf, string partition)
        where T : class
    {
        if (await FindAsync(Shelves.Counters, partition, shelf.Name).ConfigureAwait(false) is { } counter)
            return counter.Last;
        // A counter that damage took must not begin anew: what is kept would be overwritten.
        var kept = await ListAsync(shelf, partition).ConfigureAwait(false);
        return kept.Count == 0 ? 0 : long.Parse(kept[kept.Count - 1].Key, CultureInfo.InvariantCulture);
    }

    /// <summary>Appends the update to the log that apps read from.</summary>
    public async Task PublishAsync(TicketUpdate update)
    {
        var position = await NextAsync(Shelves.Log, "").ConfigureAwait(false);
        Put(Shelves.Log, "", Key(position), update with { Position = position });
        if (position > KeptInLog)
            Delete(Shelves.Log, "", Key(position - KeptInLog));
        Published = position;
    }

    public Task CommitAsync() => _changes.Count == 0
        ? Task.CompletedTask
        : GuardAsync(async () =>
        {
            await store.WriteAsync(_changes, cancellationToken).ConfigureAwait(false);
            return true;
        });

    private void Change(string partition, string collection, string key, string? value)
    {
        _pending[(partition, collection, key)] = value;
        _changes.Add(new StoreChange(partition, collection, key, value));
    }

    // What cannot be read is as good as lost: it goes, and the cursors with it, so that catching up restores it.
    private T? Read<T>(Shelf<T> shelf, string partition, string key, string value)
        where T : class
    {
        try
        {
            if (JsonSerializer.Deserialize(value, shelf.Type) is { } read)
                return read;
        }
        catch (JsonException)
        {
        }

        Delete(shelf, partition, key);
        Clear(StoreCollections.Cursor, partition);
        return null;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> use)
    {
        try
        {
            return await use().ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not SupportException && !(fault is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw SupportException.Of(SupportException.StoreFailed, $"The local store failed: {fault.Message}", fault);
        }
    }
}
