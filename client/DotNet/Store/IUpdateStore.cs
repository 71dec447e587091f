namespace ServerlessSupport.Client;

/// <summary>One thing that is kept: a <paramref name="Value"/> (JSON) under a key that is unique in its partition and collection.</summary>
/// <param name="Partition">The server it belongs to; empty for what belongs to the inbox as a whole.</param>
/// <param name="Collection">What kind of thing it is.</param>
/// <param name="Key">At most 200 ASCII characters.</param>
/// <param name="Value">JSON text, at most about 1 MB.</param>
public sealed record StoredItem(string Partition, string Collection, string Key, string Value);

/// <summary>One change of what is kept.</summary>
/// <param name="Partition">The server it belongs to; empty for what belongs to the inbox as a whole.</param>
/// <param name="Collection">What kind of thing it is.</param>
/// <param name="Key">The item; null means every item of the collection in that partition.</param>
/// <param name="Value">The new value; null removes.</param>
public sealed record StoreChange(string Partition, string Collection, string? Key, string? Value);

/// <summary>The collections that a store has to know by name.</summary>
public static class StoreCollections
{
    /// <summary>How far each server's updates were caught up. Without it, everything is caught up again.</summary>
    public const string Cursor = "cursor";
}

/// <summary>
/// Where the SDK keeps what must outlive the process: tickets, updates, and feedback not sent yet. Implement it to
/// keep them in the app's own database. The SDK makes one call at a time. Any exception becomes a
/// <see cref="SupportException"/> with the code <c>store_failed</c>.
/// </summary>
/// <remarks>
/// A store that finds part of its content damaged drops that part and every item of the collection
/// <see cref="StoreCollections.Cursor"/>: the next catch-up then restores all that servers know.
/// </remarks>
public interface IUpdateStore
{
    /// <summary>The item; null when there is none.</summary>
    /// <param name="partition">The server it belongs to.</param>
    /// <param name="collection">What kind of thing it is.</param>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<StoredItem?> FindAsync(string partition, string collection, string key, CancellationToken cancellationToken);

    /// <summary>Items in the ordinal order of their keys.</summary>
    /// <param name="partition">The server they belong to.</param>
    /// <param name="collection">What kind of thing they are.</param>
    /// <param name="after">Only keys that come after this one; null for all.</param>
    /// <param name="limit">At most so many, at least 1.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<StoredItem>> ListAsync(string partition, string collection, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>Makes all changes in their order, or none; when it returns they survive the end of the process.</summary>
    /// <param name="changes">At least one.</param>
    /// <param name="cancellationToken">Gives up waiting; then none was made.</param>
    Task WriteAsync(IReadOnlyList<StoreChange> changes, CancellationToken cancellationToken);
}
