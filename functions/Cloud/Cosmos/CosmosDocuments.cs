using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Azure.Cosmos;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>A document that Cosmos DB would not take; limits are meant to keep every document far below.</summary>
public sealed class DocumentTooLargeException(string id, int bytes, int limit)
    : Exception($"The document {id} has {bytes} bytes of JSON; Cosmos DB takes at most {limit}.");

/// <summary>The documents of one kind in a container: reads are point reads, writes are conditional, and each is one operation.</summary>
internal sealed class CosmosDocuments<T>(Container container, JsonTypeInfo<T> json, TimeSpan timeout)
    where T : class
{
    /// <summary>2 MB, less room for what Cosmos DB adds to a document.</summary>
    public const int MaxBytes = (2 * 1024 * 1024) - 4096;

    /// <summary>The field that names the write which made a document what it is.</summary>
    private const string Write = "writeId";

    // What the id of a document may not have, and its bytes (https://learn.microsoft.com/azure/cosmos-db/concepts-limits#per-item-limits).
    private static readonly SearchValues<char> NotInIds = SearchValues.Create("/\\?#");
    private const int MaxIdBytes = 1_023;

    /// <summary>Reads a document; null when there is none, as of an id that no document can have.</summary>
    public Task<Stored<T>?> FindAsync(string id, string partition, CancellationToken cancellationToken) => CosmosFaults.GuardAsync(
        async limit =>
        {
            // Dots and spaces alone would be taken out of the address, which is the container's then.
            if (id.Trim('.', ' ').Length == 0 || id.AsSpan().ContainsAny(NotInIds) || Encoding.UTF8.GetByteCount(id) > MaxIdBytes)
                return null;
            using var response = await container.ReadItemStreamAsync(id, new PartitionKey(partition), cancellationToken: limit);
            if (response.IsMissing())
                return null;
            response.EnsureSuccessStatusCode();
            try
            {
                var document = await JsonSerializer.DeserializeAsync(response.Content, json, limit);
                return new Stored<T>(document!, response.Headers.ETag);
            }
            catch (Exception fault) when (UnreadableDocuments.IsUnreadable(fault))
            {
                throw new UnreadableDocumentException(id, fault);
            }
        },
        timeout,
        cancellationToken);

    /// <summary>Adds a document; its ETag, or null when its id exists already.</summary>
    public Task<string?> CreateAsync(string id, string partition, T document, CancellationToken cancellationToken)
    {
        var (content, write) = Serialize(id, document);
        return CosmosFaults.GuardWriteAsync(
            async (isRepeat, limit) =>
            {
                using var response = await container.CreateItemStreamAsync(new MemoryStream(content), new PartitionKey(partition), cancellationToken: limit);
                if (response.StatusCode == HttpStatusCode.Conflict)
                    return isRepeat ? await FindOwnAsync(id, partition, write, limit) : null;
                return response.EnsureSuccessStatusCode().Headers.ETag;
            },
            timeout,
            cancellationToken);
    }

    /// <summary>Replaces a document if it still has this ETag; its new ETag, or null when it was changed or is gone.</summary>
    public Task<string?> ReplaceAsync(string id, string partition, T document, string etag, CancellationToken cancellationToken)
    {
        // Without an ETag the client would replace unconditionally.
        if (etag.Length == 0)
            return Task.FromResult<string?>(null);
        var (content, write) = Serialize(id, document);
        return CosmosFaults.GuardWriteAsync(
            async (_, limit) =>
            {
                var condition = new ItemRequestOptions { IfMatchEtag = etag };
                using var response = await container.ReplaceItemStreamAsync(new MemoryStream(content), id, new PartitionKey(partition), condition, limit);
                if (response.IsMissing())
                    return null;
                return response.StatusCode == HttpStatusCode.PreconditionFailed
                    ? await FindOwnAsync(id, partition, write, limit)
                    : response.EnsureSuccessStatusCode().Headers.ETag;
            },
            timeout,
            cancellationToken);
    }

    /// <summary>Writes a document if it still has this ETag, or with none if there is no such document; its new ETag, or null when it was not written.</summary>
    public Task<string?> TryWriteAsync(string id, string partition, T document, string? etag, CancellationToken cancellationToken) => etag is null
        ? CreateAsync(id, partition, document, cancellationToken)
        : ReplaceAsync(id, partition, document, etag, cancellationToken);

    /// <summary>Writes a document whatever was there.</summary>
    public Task UpsertAsync(string id, string partition, T document, CancellationToken cancellationToken)
    {
        var (content, _) = Serialize(id, document);
        return CosmosFaults.GuardWriteAsync(
            async (_, limit) =>
            {
                using var response = await container.UpsertItemStreamAsync(new MemoryStream(content), new PartitionKey(partition), cancellationToken: limit);
                return response.EnsureSuccessStatusCode().StatusCode;
            },
            timeout,
            cancellationToken);
    }

    /// <summary>Deletes a document if it still has this ETag; false when it was changed or is gone.</summary>
    public Task<bool> TryDeleteAsync(string id, string partition, string etag, CancellationToken cancellationToken) => CosmosFaults.GuardWriteAsync(
        async (isRepeat, limit) =>
        {
            var condition = new ItemRequestOptions { IfMatchEtag = etag };
            using var response = await container.DeleteItemStreamAsync(id, new PartitionKey(partition), condition, limit);
            // One that is gone when the request is repeated went by the first try.
            if (response.IsMissing())
                return isRepeat;
            return response.StatusCode != HttpStatusCode.PreconditionFailed && response.EnsureSuccessStatusCode().IsSuccessStatusCode;
        },
        timeout,
        cancellationToken);

    /// <summary>Deletes a document whatever it is; no error if there is none.</summary>
    public Task DeleteAsync(string id, string partition, CancellationToken cancellationToken) => CosmosFaults.GuardWriteAsync(
        async (_, limit) =>
        {
            using var response = await container.DeleteItemStreamAsync(id, new PartitionKey(partition), cancellationToken: limit);
            return response.IsMissing() || response.EnsureSuccessStatusCode().IsSuccessStatusCode;
        },
        timeout,
        cancellationToken);

    /// <summary>The documents of a query, or as many of the first as are wanted; of one partition, or of all when none is given.</summary>
    public async Task<List<T>> QueryAsync(QueryDefinition query, string? partition, int? count, CancellationToken cancellationToken) =>
        [.. (await QueryRawAsync(query, partition, count, cancellationToken)).Select(raw => raw.Deserialize(json)!)];

    /// <summary>The same, for who reads each by itself: one that cannot be read must not cost the others.</summary>
    public Task<List<JsonElement>> QueryRawAsync(QueryDefinition query, string? partition, int? count, CancellationToken cancellationToken) => CosmosFaults.GuardAsync(
        async limit =>
        {
            var options = new QueryRequestOptions { MaxItemCount = count ?? -1, PartitionKey = partition is null ? null : new PartitionKey(partition) };
            using var pages = container.GetItemQueryStreamIterator(query, requestOptions: options);
            var documents = new List<JsonElement>();
            while (pages.HasMoreResults && !(documents.Count >= count))
            {
                using var response = await pages.ReadNextAsync(limit);
                documents.AddRange((await CosmosPages.ReadAsync(response, limit)).Documents);
            }

            return count is { } wanted && documents.Count > wanted ? documents[..wanted] : documents;
        },
        timeout,
        cancellationToken);

    // A write whose answer got lost is repeated, here or by the client; when the first try had arrived after all, the
    // repeat is refused although the document is the caller's very own. One that another wrote alike is not.
    private async Task<string?> FindOwnAsync(string id, string partition, string write, CancellationToken cancellationToken)
    {
        using var response = await container.ReadItemStreamAsync(id, new PartitionKey(partition), cancellationToken: cancellationToken);
        if (response.IsMissing())
            return null;
        using var stored = await JsonDocument.ParseAsync(response.EnsureSuccessStatusCode().Content, cancellationToken: cancellationToken);
        return stored.RootElement.TryGetProperty(Write, out var last) && last.ValueEquals(write) ? response.Headers.ETag : null;
    }

    /// <summary>The JSON of a document, with a name of its own for this write of it.</summary>
    private (byte[] Content, string Write) Serialize(string id, T document)
    {
        var write = Ulid.NewUlid().ToString();
        var content = JsonSerializer.SerializeToUtf8Bytes(document, json);
        content = [.. content.AsSpan(0, content.Length - 1), .. Encoding.UTF8.GetBytes($",\"{Write}\":\"{write}\"}}")];
        return content.Length <= MaxBytes ? (content, write) : throw new DocumentTooLargeException(id, content.Length, MaxBytes);
    }
}

/// <summary>Reads the envelope in which Cosmos DB answers with several documents.</summary>
internal static class CosmosPages
{
    public static async Task<CosmosPage> ReadAsync(ResponseMessage response, CancellationToken cancellationToken) =>
        await JsonSerializer.DeserializeAsync(response.EnsureSuccessStatusCode().Content, CosmosJson.Instance.CosmosPage, cancellationToken) ?? new CosmosPage([]);
}

/// <summary>The documents of one answer, as they are.</summary>
internal sealed record CosmosPage([property: JsonPropertyName("Documents")] IReadOnlyList<JsonElement> Documents);
