using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Client;

/// <summary>
/// Keeps everything in one SQLite file. A write is on disk when it returns. Each item carries a checksum and the file
/// is checked when it is opened: what is damaged is dropped, feedback not sent yet is saved if it can still be read,
/// and the next catch-up restores the rest. One process at a time may have the file open.
/// </summary>
public sealed class SqliteUpdateStore : IUpdateStore, IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _path;
    private SqliteItems? _items;
    private bool _disposed;

    /// <summary>A store in that file, which is created when it is first used.</summary>
    /// <param name="path">A file in a folder that belongs to the app alone, since tickets are in it as plain text; missing folders are created.</param>
    /// <exception cref="ArgumentException">The path is empty.</exception>
    public SqliteUpdateStore(string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new ArgumentException("Name a file.", nameof(path));
        _path = Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    public Task<StoredItem?> FindAsync(string partition, string collection, string key, CancellationToken cancellationToken) =>
        UseAsync(items => items.Find(partition, collection, key), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredItem>> ListAsync(string partition, string collection, string? after, int limit, CancellationToken cancellationToken) =>
        UseAsync(items => items.List(partition, collection, after, limit), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken) =>
        UseAsync(
            items =>
            {
                items.Write(changes);
                return true;
            },
            cancellationToken);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _gate.Wait();
        _disposed = true;
        _items?.Dispose();
        _items = null;
        _gate.Release();
    }

    private async Task<T> UseAsync<T>(Func<SqliteItems, T> use, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // SQLite has no asynchronous calls: a thread of the pool waits for the disk, not the app's own.
            return await Task.Run(() => UseOrHeal(use), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private T UseOrHeal<T>(Func<SqliteItems, T> use)
    {
        if (_disposed)
            throw new ObjectDisposedException(nameof(SqliteUpdateStore));
        try
        {
            return use(_items ??= Open());
        }
        catch (SqliteException fault) when (SqliteHealing.IsDamage(fault))
        {
            _items?.Dispose();
            _items = null;
            SqliteHealing.Heal(_path);
            return use(_items = Open());
        }
    }

    private SqliteItems Open()
    {
        SqliteHealing.Finish(_path);
        return SqliteItems.Open(_path);
    }
}
