using ServerlessSupport.Tickets;
namespace ServerlessSupport.Attachments;

/// <summary>
/// Where attached files are kept. Clients move the bytes themselves, by addresses that are good for one file, one
/// purpose and a short time. Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IAttachmentStore
{
    /// <summary>An address by which this file can be uploaded, once, until it expires. Nothing is written by asking.</summary>
    Task<UploadAddress> OfferUploadAsync(AttachmentName name, Announcement announcement, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Reads what was uploaded; null when nothing was.</summary>
    Task<T?> ReadUploadAsync<T>(AttachmentName name, Func<Upload, Task<T>> read, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Keeps an upload for good; doing it again changes nothing. An upload that is not kept is removed after the time that the settings say.</summary>
    Task KeepAsync(AttachmentName name, CancellationToken cancellationToken);

    /// <summary>Reads a kept file from its start; null when there is none.</summary>
    Task<T?> ReadKeptAsync<T>(AttachmentName name, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes an archive of what is known of a customer, whole or not at all, a piece at a time; returns its bytes. It is removed a day later or more.</summary>
    Task<long> WriteArchiveAsync(string customerKey, string archiveId, Func<Stream, Task> write, CancellationToken cancellationToken);

    /// <summary>An address from which an archive can be saved, until it expires.</summary>
    Task<Uri> OfferArchiveAsync(string customerKey, string archiveId, DateTimeOffset expiresAt, CancellationToken cancellationToken);

    /// <summary>Deletes the files of a ticket that were kept; no error if there are none.</summary>
    Task DeleteAsync(string ticketId, CancellationToken cancellationToken);

    /// <summary>Removes uploads that nobody confirmed in time, and archives of yesterday; how many uploads. A store that does so by itself does nothing here.</summary>
    Task<int> RemoveStaleAsync(CancellationToken cancellationToken);

    /// <summary>Deletes all files of a customer: those of their tickets, kept or only uploaded, and archives.</summary>
    Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken);

    /// <summary>An address from which a kept file can be saved, until it expires.</summary>
    Task<Uri> OfferDownloadAsync(AttachmentName name, Attachment attachment, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}

/// <summary>The name of a file in the store: made of ids that the server chose.</summary>
public sealed record AttachmentName(string TicketId, string AttachmentId)
{
    public override string ToString() => $"{Tickets.TicketId.CustomerKey(TicketId)}/{TicketId}/{AttachmentId}";
}

/// <summary>Where to PUT a file and with which headers; the address may be relative to the server's own.</summary>
public sealed record UploadAddress(Uri Url, IReadOnlyDictionary<string, string> Headers);

/// <summary>An uploaded file: bytes, the announcement that came with it (null when it came without), and its content from the start.</summary>
public sealed record Upload(long Size, string? Announcement, Stream Content);

/// <summary>How an archive of what is known of a customer is downloaded.</summary>
public static class ArchiveFile
{
    public const string ContentType = "application/zip";
    public const string ContentDisposition = "attachment; filename=\"support-export.zip\"";
}
