using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;
using ServerlessSupport.Attachments;

namespace ServerlessSupport.Cloud.Blobs;

/// <content>Archives of what is known of customers, below <c>exports/</c>, which a lifecycle rule of the account empties after a day.</content>
internal sealed partial class BlobAttachmentStore
{
    public const string Exports = "exports/";

    public Task<T?> ReadKeptAsync<T>(AttachmentName name, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
        where T : class =>
        BlobFaults.GuardAsync(async () =>
        {
            if (await OpenAsync(Kept(name), cancellationToken) is not { } blob)
                return null;
            using (blob)
                return await read(blob.Content);
        }, cancellationToken);

    public Task<long> WriteArchiveAsync(string customerKey, string archiveId, Func<Stream, Task> write, CancellationToken cancellationToken) =>
        BlobFaults.GuardAsync(async () =>
        {
            var blob = container.GetBlockBlobClient(Archive(customerKey, archiveId));
            try
            {
                // In blocks of 4 MB, so that no more of it is in memory; the blob is there when the last one is.
                await using (var to = await blob.OpenWriteAsync(overwrite: true, cancellationToken: cancellationToken))
                    await write(to);
            }
            catch
            {
                // Closing it has made a blob of what there was.
                await blob.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
                throw;
            }

            BlobProperties written = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return written.ContentLength;
        }, cancellationToken);

    public Task<Uri> OfferArchiveAsync(string customerKey, string archiveId, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SignAsync(container.GetBlobClient(Archive(customerKey, archiveId)), new BlobSasBuilder(BlobSasPermissions.Read, expiresAt)
        {
            ContentType = ArchiveFile.ContentType,
            ContentDisposition = ArchiveFile.ContentDisposition,
            CacheControl = "private, no-store",
        }, cancellationToken);

    private static string Archive(string customerKey, string archiveId) => $"{Exports}{customerKey}/{archiveId}.zip";
}
