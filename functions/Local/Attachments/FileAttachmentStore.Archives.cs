using ServerlessSupport.Attachments;

namespace ServerlessSupport.Local.Attachments;

/// <content>Archives of what is known of customers, in <c>attachments/exports</c>: plain files, removed a day after they were written.</content>
internal sealed partial class FileAttachmentStore
{
    private const string Whole = ".zip";
    private static readonly TimeSpan ArchiveTime = TimeSpan.FromDays(1);
    private readonly string _exports = Path.Combine(options.DataFolder, FolderName, "exports");

    public async Task<T?> ReadKeptAsync<T>(AttachmentName name, Func<Stream, Task<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        await using var file = OpenKept(name);
        return file is null ? null : await read(file.Content);
    }

    public async Task<long> WriteArchiveAsync(string customerKey, string archiveId, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        var path = Archive(customerKey, archiveId);
        var part = $"{path}.{Ulid.NewUlid(time.GetUtcNow())}.part";
        try
        {
            Disk.MakePrivateFolder(_exports);
            Disk.MakePrivateFolder(Path.GetDirectoryName(path)!);
            await using (var file = new FileStream(part, Disk.Private(FileMode.CreateNew, FileAccess.Write)))
            {
                await write(file);
                file.Flush(flushToDisk: true);
            }

            File.SetLastWriteTimeUtc(part, time.GetUtcNow().UtcDateTime);
            File.Move(part, path, overwrite: true);
            return new FileInfo(path).Length;
        }
        catch (IOException fault)
        {
            throw new UnavailableException($"The archive could not be written: {fault.Message}", inner: fault);
        }
        finally
        {
            if (File.Exists(part))
                File.Delete(part);
        }
    }

    public Task<Uri> OfferArchiveAsync(string customerKey, string archiveId, DateTimeOffset expiresAt, CancellationToken cancellationToken) => Task.FromResult(Address(new AttachmentLink(
        LinkPurpose.Archive, new AttachmentName(customerKey, archiveId), expiresAt, ContentType: ArchiveFile.ContentType, ContentDisposition: ArchiveFile.ContentDisposition)));

    /// <summary>Opens an archive; null when there is none, or none any more.</summary>
    public Stream? OpenArchive(AttachmentName name) => Disk.OpenIfThere(Archive(name.TicketId, name.AttachmentId));

    private void RemoveOldArchives()
    {
        if (!Directory.Exists(_exports))
            return;
        var now = time.GetUtcNow();
        foreach (var file in Directory.EnumerateFiles(_exports, "*", SearchOption.AllDirectories).Where(file => Disk.WasWrittenBefore(file, now - ArchiveTime) || IsOfWrongClock(file, now)))
            File.Delete(file);
    }

    // One that is whole, of a clock that was ahead and was put back since. One that is being written has the time of the file system still.
    private static bool IsOfWrongClock(string file, DateTimeOffset now) => file.EndsWith(Whole, StringComparison.Ordinal) && !Disk.WasWrittenBefore(file, now + ArchiveTime);

    private string Archive(string customerKey, string archiveId) => Path.Combine(_exports, customerKey, archiveId + Whole);
}
