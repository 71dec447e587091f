using Azure;
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
            catch (RequestFailedException fault) when (IsOvertaken(fault))
            {
                throw new UnavailableException("The archive was erased or written by somebody else meanwhile.", inner: fault);
            }
            catch
            {
                // Closing it has made a blob of what there was.
                await blob.DeleteIfExistsAsync(cancellationToken: CancellationToken.None);
                throw;
            }

            return await LengthAsync(blob, cancellationToken);
        }, cancellationToken);

    public Task<Uri> OfferArchiveAsync(string customerKey, string archiveId, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SignAsync(container.GetBlobClient(Archive(customerKey, archiveId)), new BlobSasBuilder(BlobSasPermissions.Read, expiresAt)
        {
            ContentType = ArchiveFile.ContentType,
            ContentDisposition = ArchiveFile.ContentDisposition,
            CacheControl = "private, no-store",
        }, cancellationToken);

    private static async Task<long> LengthAsync(BlockBlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            BlobProperties written = await blob.GetPropertiesAsync(cancellationToken: cancellationToken);
            return written.ContentLength;
        }
        catch (RequestFailedException fault) when (IsOvertaken(fault))
        {
            throw new UnavailableException("The archive was erased meanwhile.", inner: fault);
        }
    }

    // Its blocks or the blob are gone, or are not those that were written here.
    private static bool IsOvertaken(RequestFailedException fault) => fault.Status is 400 or 404 or 409 or 412;

    private static string Archive(string customerKey, string archiveId) => $"{Exports}{customerKey}/{archiveId}.zip";
}
