using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;
using ServerlessSupport.Attachments;

namespace ServerlessSupport.Cloud.Blobs;

/// <summary>
/// Keeps attachments in Blob Storage. Clients upload below <c>incoming/</c>, which a lifecycle rule of the account
/// empties; what is confirmed is copied out of it, inside the account.
/// </summary>
internal sealed partial class BlobAttachmentStore(BlobContainerClient container, BlobSigner signer, TimeProvider time) : IAttachmentStore
{
    public const string ContainerName = "attachments";
    public const string Incoming = "incoming/";
    private const string AnnouncementKey = "announcement";
    private static readonly TimeSpan CopyTime = TimeSpan.FromMinutes(5);

    public async Task<UploadAddress> OfferUploadAsync(AttachmentName name, Announcement announcement, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        // Create and nothing else: an upload can be neither read nor replaced by whoever has its address.
        var sas = new BlobSasBuilder(BlobSasPermissions.Create, expiresAt);
        return new UploadAddress(await SignAsync(Uploaded(name), sas, cancellationToken), new Dictionary<string, string>
        {
            ["Content-Type"] = announcement.ContentType,
            ["x-ms-blob-type"] = "BlockBlob",
            [$"x-ms-meta-{AnnouncementKey}"] = announcement.Encode(),
        });
    }

    public Task<Uri> OfferDownloadAsync(AttachmentName name, Attachment attachment, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        // The headers are part of what is signed, whatever the blob itself says it is.
        SignAsync(Kept(name), new BlobSasBuilder(BlobSasPermissions.Read, expiresAt)
        {
            ContentType = attachment.ContentType,
            ContentDisposition = attachment.ContentDisposition,
            CacheControl = "private, no-store",
        }, cancellationToken);

    public Task<T?> ReadUploadAsync<T>(AttachmentName name, Func<Upload, Task<T>> read, CancellationToken cancellationToken)
        where T : class =>
        BlobFaults.GuardAsync(async () =>
        {
            if (await OpenAsync(Uploaded(name), cancellationToken) is not { } blob)
                return null;
            using (blob)
                return await read(new Upload(blob.Details.ContentLength, blob.Details.Metadata.TryGetValue(AnnouncementKey, out var text) ? text : null, blob.Content));
        }, cancellationToken);

    public Task KeepAsync(AttachmentName name, CancellationToken cancellationToken) =>
        BlobFaults.GuardAsync(async () =>
        {
            var source = await signer.SignAsync(Uploaded(name), new BlobSasBuilder(BlobSasPermissions.Read, time.GetUtcNow() + CopyTime), cancellationToken);
            var onlyNew = new BlobCopyFromUriOptions { DestinationConditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            try
            {
                await Kept(name).SyncCopyFromUriAsync(source, onlyNew, cancellationToken);
            }
            catch (RequestFailedException fault) when (fault.Status is 404 or 409 or 412)
            {
                if (!await Kept(name).ExistsAsync(cancellationToken))
                    throw new UnavailableException("An upload vanished while it was confirmed.", inner: fault);
            }

            return name;
        }, cancellationToken);

    public Task DeleteAsync(string ticketId, CancellationToken cancellationToken) => DeleteFoldersAsync([$"{TicketId.CustomerKey(ticketId)}/{ticketId}/"], cancellationToken);

    // A lifecycle rule of the account does.
    public Task<int> RemoveStaleAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    public Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken) =>
        DeleteFoldersAsync([$"{Incoming}{customerKey}/", $"{customerKey}/", $"{Exports}{customerKey}/"], cancellationToken);

    private Task DeleteFoldersAsync(string[] folders, CancellationToken cancellationToken) =>
        BlobFaults.GuardAsync(async () =>
        {
            foreach (var folder in folders)
            {
                await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Prefix = folder }, cancellationToken))
                    await container.GetBlobClient(blob.Name).DeleteIfExistsAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
            }

            return folders;
        }, cancellationToken);

    private static async Task<BlobDownloadStreamingResult?> OpenAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        try
        {
            return await blob.DownloadStreamingAsync(cancellationToken: cancellationToken);
        }
        catch (RequestFailedException fault) when (fault.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    private Task<Uri> SignAsync(BlobClient blob, BlobSasBuilder sas, CancellationToken cancellationToken) =>
        BlobFaults.GuardAsync(() => signer.SignAsync(blob, sas, cancellationToken), cancellationToken);

    private BlobClient Uploaded(AttachmentName name) => container.GetBlobClient(Incoming + name);

    private BlobClient Kept(AttachmentName name) => container.GetBlobClient(name.ToString());
}
