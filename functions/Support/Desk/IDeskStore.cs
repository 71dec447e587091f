using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.Desk;

/// <summary>
/// Where the desk's own documents are kept: people, queues, canned answers, saved views, and who looks at a ticket. They are few and small, so
/// a shelf is listed as a whole, and only the tickets have indexes. Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IDeskStore
{
    /// <summary>Reads a document; null when there is none. One point read.</summary>
    Task<Stored<T>?> FindAsync<T>(Shelf<T> shelf, string id, CancellationToken cancellationToken)
        where T : class;

    /// <summary>All documents of a shelf, by id; those that cannot be read are passed over.</summary>
    Task<IReadOnlyList<DeskItem<T>>> ListAsync<T>(Shelf<T> shelf, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes a document if it still has this ETag, or with none if there is no such document; its new ETag, or null when it was not written.</summary>
    Task<string?> TryWriteAsync<T>(Shelf<T> shelf, string id, T document, string? etag, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes a document whatever was there.</summary>
    Task PutAsync<T>(Shelf<T> shelf, string id, T document, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Deletes a document if it still has this ETag; false when it was changed or is gone.</summary>
    Task<bool> TryDeleteAsync<T>(Shelf<T> shelf, string id, string etag, CancellationToken cancellationToken)
        where T : class;
}

/// <summary>A document of a shelf with its id and ETag.</summary>
public sealed record DeskItem<T>(string Id, T Document, string ETag)
    where T : class;

/// <summary>Documents of one kind, which are listed together.</summary>
/// <param name="Name">What the store tells shelves apart by.</param>
/// <param name="Json">How a document is written.</param>
/// <param name="Capacity">How many documents there may be.</param>
/// <param name="Lifetime">How long a document is kept after it was written; null for good. The store may take its time to remove it.</param>
public sealed record Shelf<T>(string Name, JsonTypeInfo<T> Json, int Capacity, TimeSpan? Lifetime = null)
    where T : class;

/// <summary>The shelves there are.</summary>
public static class Shelves
{
    /// <summary>The agents, by <see cref="PersonKey"/>, and those who were taken out and not taken back.</summary>
    public static Shelf<AgentProfile> People { get; } = new("people", StorageJson.Instance.AgentProfile, 5_000);

    public static Shelf<TicketQueue> Queues { get; } = new("queues", StorageJson.Instance.TicketQueue, 200);
    public static Shelf<CannedAnswer> Answers { get; } = new("answers", StorageJson.Instance.CannedAnswer, 500);

    /// <summary>The lists that one agent keeps.</summary>
    public static Shelf<SavedView> Views(string personKey) => new($"views {personKey}", StorageJson.Instance.SavedView, 50);

    /// <summary>What a person has used up of what is limited, see <see cref="Allowances"/>.</summary>
    public static Shelf<Usage> Usage(string personKey) => new($"usage {personKey}", StorageJson.Instance.Usage, 1, TimeSpan.FromDays(2));

    /// <summary>Who looks at a ticket, by <see cref="PersonKey"/>.</summary>
    public static Shelf<Presence> Presence(string ticketId) => new($"presence {ticketId}", StorageJson.Instance.Presence, int.MaxValue, TimeSpan.FromMinutes(2));
}
