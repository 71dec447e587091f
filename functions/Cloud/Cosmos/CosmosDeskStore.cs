using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Microsoft.Azure.Cosmos;
using ServerlessSupport.Desk;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>The desk's own documents in Cosmos DB: a shelf is a partition, so that listing one is a query of one partition.</summary>
internal sealed class CosmosDeskStore(CosmosContainers containers, UnreadableDocuments unreadable) : IDeskStore
{
    private readonly CosmosDocuments<DeskDocument> _documents = new(containers.Desk, CosmosJson.Instance.DeskDocument, containers.Timeout);

    public async Task<Stored<T>?> FindAsync<T>(Shelf<T> shelf, string id, CancellationToken cancellationToken)
        where T : class =>
        await _documents.FindAsync(id, shelf.Name, cancellationToken) is { } found && Read(shelf, found.Document) is { } document
            ? new Stored<T>(document, found.ETag)
            : null;

    public async Task<IReadOnlyList<DeskItem<T>>> ListAsync<T>(Shelf<T> shelf, CancellationToken cancellationToken)
        where T : class
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE c.shelf = @shelf").WithParameter("@shelf", shelf.Name);
        var found = await _documents.QueryAsync(query, shelf.Name, count: null, cancellationToken);
        return
        [
            .. found.OrderBy(item => item.Id, StringComparer.Ordinal)
                .Select(item => Read(shelf, item) is { } document ? new DeskItem<T>(item.Id, document, item.ETag!) : null).OfType<DeskItem<T>>(),
        ];
    }

    public Task<string?> TryWriteAsync<T>(Shelf<T> shelf, string id, T document, string? etag, CancellationToken cancellationToken)
        where T : class => _documents.TryWriteAsync(id, shelf.Name, Write(shelf, id, document), etag, cancellationToken);

    public Task PutAsync<T>(Shelf<T> shelf, string id, T document, CancellationToken cancellationToken)
        where T : class => _documents.UpsertAsync(id, shelf.Name, Write(shelf, id, document), cancellationToken);

    public Task<bool> TryDeleteAsync<T>(Shelf<T> shelf, string id, string etag, CancellationToken cancellationToken)
        where T : class => _documents.TryDeleteAsync(id, shelf.Name, etag, cancellationToken);

    private static DeskDocument Write<T>(Shelf<T> shelf, string id, T document)
        where T : class =>
        new(id, shelf.Name, JsonSerializer.SerializeToElement(document, shelf.Json), shelf.Lifetime is { } lifetime ? (int)lifetime.TotalSeconds : null);

    private T? Read<T>(Shelf<T> shelf, DeskDocument found)
        where T : class => unreadable.TryRead(found.Id, JsonMarshal.GetRawUtf8Value(found.Document), shelf.Json);
}

/// <summary>A document of the desk in its partition; Cosmos DB removes it so many seconds after it was written, if it says so.</summary>
internal sealed record DeskDocument(
    string Id,
    string Shelf,
    JsonElement Document,
    int? Ttl = null,
    [property: JsonPropertyName("_etag")] string? ETag = null);
