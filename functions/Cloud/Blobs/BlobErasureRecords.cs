using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Cloud.Blobs;

/// <summary>Keeps who asked to be erased in Blob Storage, <c>erasures/{personKey}.json</c> each: another service than the documents, which a restore of those does not touch.</summary>
internal sealed class BlobErasureRecords(BlobContainerClient container, UnreadableDocuments unreadable) : IErasureRecords
{
    private const string Folder = "erasures/";
    private const string Extension = ".json";

    public Task KeepAsync(Erasure erasure, CancellationToken cancellationToken) => BlobFaults.GuardAsync(
        async () =>
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(erasure, StorageJson.Instance.Erasure);
            return await container.GetBlobClient(Folder + erasure.PersonKey + Extension).UploadAsync(new BinaryData(json), overwrite: true, cancellationToken);
        },
        cancellationToken);

    public Task<Page<Erasure>> ListAsync(PageRequest page, CancellationToken cancellationToken) => BlobFaults.GuardAsync(
        async () =>
        {
            var (items, last) = (new List<Erasure>(), default(string));
            // In the order of their names. They are few: people who asked to be erased.
            await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = Folder }, cancellationToken))
            {
                var key = Path.ChangeExtension(blob.Name[Folder.Length..], null);
                if (string.CompareOrdinal(key, page.After?.Id ?? "") <= 0)
                    continue;
                if (items.Count == page.Limit)
                    return new Page<Erasure>(items, new ListPosition(0, last!));
                BlobDownloadResult read = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken);
                if (unreadable.TryRead(blob.Name, read.Content, StorageJson.Instance.Erasure) is { } erasure)
                    items.Add(erasure);
                last = key;
            }

            return new Page<Erasure>(items, null);
        },
        cancellationToken);
}
