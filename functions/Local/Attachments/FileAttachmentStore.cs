using Microsoft.Extensions.Options;
using ServerlessSupport.Attachments;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Local.Attachments;

/// <summary>
/// Keeps attachments as files in the data folder: what was uploaded and not kept yet in <c>attachments/incoming</c>,
/// what is kept in <c>attachments/kept</c>. A file is whole or not there.
/// </summary>
internal sealed partial class FileAttachmentStore(LocalOptions options, AttachmentLinks links, IOptions<RetentionOptions> retention, TimeProvider time) : IAttachmentStore
{
    public const string AnnouncementHeader = "x-ms-meta-announcement";

    /// <summary>The folder in the data folder that holds them all.</summary>
    public const string FolderName = "attachments";

    private readonly string _incoming = Path.Combine(options.DataFolder, FolderName, "incoming");
    private readonly string _kept = Path.Combine(options.DataFolder, FolderName, "kept");
    private readonly Lock _moving = new();

    public Task<UploadAddress> OfferUploadAsync(AttachmentName name, Announcement announcement, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult(new UploadAddress(
            Address(new AttachmentLink(LinkPurpose.Upload, name, expiresAt, announcement.Size)),
            new Dictionary<string, string> { ["Content-Type"] = announcement.ContentType, [AnnouncementHeader] = announcement.Encode() }));

    public Task<Uri> OfferDownloadAsync(AttachmentName name, Attachment attachment, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        Task.FromResult(Address(new AttachmentLink(
            LinkPurpose.Download, name, expiresAt, ContentType: attachment.ContentType, ContentDisposition: attachment.ContentDisposition)));

    public async Task<T?> ReadUploadAsync<T>(AttachmentName name, Func<Upload, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        // Kept already when the server died before its ticket was told.
        await using var file = AttachmentFile.Open(Incoming(name)) ?? AttachmentFile.Open(Kept(name));
        return file is null ? null : await read(new Upload(file.Size, file.Announcement.Length == 0 ? null : file.Announcement, file.Content));
    }

    public Task KeepAsync(AttachmentName name, CancellationToken cancellationToken)
    {
        try
        {
            var folder = Path.GetDirectoryName(Kept(name))!;
            Disk.MakePrivateFolder(folder);
            if (!TryMove(Incoming(name), Kept(name)) && !File.Exists(Kept(name)))
                throw new UnavailableException("An upload vanished while it was confirmed.");
            // The content was flushed before; now the names that lead to it are.
            for (; folder.Length >= _kept.Length; folder = Path.GetDirectoryName(folder)!)
                Disk.FlushFolder(folder);
            return Task.CompletedTask;
        }
        catch (IOException fault)
        {
            throw new UnavailableException($"The file could not be kept: {fault.Message}", inner: fault);
        }
    }

    public Task DeleteAsync(string ticketId, CancellationToken cancellationToken) =>
        Deleting(() => DeleteFolder(Path.GetDirectoryName(Kept(new AttachmentName(ticketId, "none")))!));

    public Task<int> RemoveStaleAsync(CancellationToken cancellationToken) => Deleting(RemoveStale);

    public Task DeleteAllAsync(string customerKey, CancellationToken cancellationToken) => Deleting(() =>
    {
        if (Directory.Exists(_incoming))
        {
            foreach (var file in Directory.EnumerateFiles(_incoming, $"{customerKey}-*"))
                File.Delete(file);
        }

        return DeleteFolder(Path.Combine(_kept, customerKey)) | DeleteFolder(Path.Combine(_exports, customerKey));
    });

    private static Task<T> Deleting<T>(Func<T> delete)
    {
        try
        {
            return Task.FromResult(delete());
        }
        catch (IOException fault)
        {
            throw new UnavailableException($"Files could not be deleted: {fault.Message}", inner: fault);
        }
    }

    private static bool DeleteFolder(string path)
    {
        if (!Directory.Exists(path))
            return false;
        Directory.Delete(path, recursive: true);
        return true;
    }

    /// <summary>Takes an upload in: false when there is one already. Nothing is left of one that is too large or breaks off.</summary>
    public async Task<bool> ReceiveAsync(AttachmentName name, string announcement, Stream content, long maxSize, CancellationToken cancellationToken)
    {
        if (File.Exists(Incoming(name)) || File.Exists(Kept(name)))
            return false;
        Disk.MakePrivateFolder(_incoming);
        var part = $"{Incoming(name)}.{Ulid.NewUlid(time.GetUtcNow())}.part";
        try
        {
            await AttachmentFile.WriteAsync(part, announcement, content, maxSize, cancellationToken);
            File.SetLastWriteTimeUtc(part, time.GetUtcNow().UtcDateTime);
            if (!TryMove(part, Incoming(name)))
                return false;
            Disk.FlushFolder(_incoming);
            return true;
        }
        catch (IOException fault) when (fault is not BadHttpRequestException && !cancellationToken.IsCancellationRequested)
        {
            throw new UnavailableException($"The upload could not be kept: {fault.Message}", inner: fault);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Opens a kept file; null when there is none.</summary>
    public AttachmentFile? OpenKept(AttachmentName name) => AttachmentFile.Open(Kept(name));

    /// <summary>Removes uploads that nobody confirmed in time, and archives of yesterday; how many uploads.</summary>
    public int RemoveStale()
    {
        RemoveOldArchives();
        if (!Directory.Exists(_incoming))
            return 0;
        var before = time.GetUtcNow() - retention.Value.UnconfirmedUploads;
        // One that comes in meanwhile is renamed between being listed and being looked at.
        var stale = Directory.EnumerateFiles(_incoming).Where(file => Disk.WasWrittenBefore(file, before)).ToList();
        stale.ForEach(File.Delete);
        return stale.Count;
    }

    // Renaming replaces what is there, so whether something is there must be asked under the same lock.
    private bool TryMove(string from, string to)
    {
        lock (_moving)
        {
            if (File.Exists(to) || !File.Exists(from))
                return false;
            File.Move(from, to);
            return true;
        }
    }

    private string Incoming(AttachmentName name) => Path.Combine(_incoming, $"{name.TicketId}.{name.AttachmentId}");

    private string Kept(AttachmentName name) => KeptIn(options.DataFolder, name);

    /// <summary>Where a data folder keeps the file.</summary>
    public static string KeptIn(string dataFolder, AttachmentName name) => Path.Combine([dataFolder, FolderName, "kept", .. name.ToString().Split('/')]);

    private Uri Address(AttachmentLink link) => new($"{AttachmentTransfer.Path}/{links.Sign(link)}", UriKind.Relative);
}
