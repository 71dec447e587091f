using System.Buffers.Binary;
using System.Text;

namespace ServerlessSupport.Local.Attachments;

/// <summary>One file of the store: the announcement it came with, its length before it, and then the content.</summary>
internal sealed class AttachmentFile : IAsyncDisposable, IDisposable
{
    /// <summary>Bytes that an announcement may have; the headers of a request could hold more.</summary>
    public const int MaxAnnouncement = 4096;

    private const int BufferLength = 128 * 1024;

    private AttachmentFile(FileStream content, string announcement) =>
        (Content, Announcement, Size) = (content, announcement, content.Length - content.Position);

    /// <summary>At the content's start.</summary>
    public Stream Content { get; }

    public long Size { get; }
    public string Announcement { get; }

    /// <summary>Null when there is no such file.</summary>
    /// <exception cref="UnavailableException">It cannot be opened now, or is not whole.</exception>
    public static AttachmentFile? Open(string path)
    {
        if (Disk.OpenIfThere(path) is not { } file)
            return null;
        try
        {
            return new AttachmentFile(file, ReadAnnouncement(file));
        }
        catch (IOException fault)
        {
            file.Dispose();
            throw new UnavailableException($"A file is not whole: {fault.Message}", inner: fault);
        }
    }

    private static string ReadAnnouncement(FileStream file)
    {
        Span<byte> start = stackalloc byte[sizeof(int)];
        file.ReadExactly(start);
        var length = BinaryPrimitives.ReadInt32LittleEndian(start);
        if (length is < 0 or > MaxAnnouncement)
            throw new IOException("It does not begin with an announcement.");
        var announcement = new byte[length];
        file.ReadExactly(announcement);
        return Encoding.UTF8.GetString(announcement);
    }

    /// <summary>Writes a new file and has the disk hold it.</summary>
    /// <exception cref="BadHttpRequestException">The content has more bytes than it may.</exception>
    public static async Task WriteAsync(string path, string announcement, Stream content, long maxSize, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, Disk.Private(FileMode.CreateNew, FileAccess.Write));
        Disk.Tighten(path);
        var text = Encoding.UTF8.GetBytes(announcement);
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, text.Length);
        await file.WriteAsync(length, cancellationToken);
        await file.WriteAsync(text, cancellationToken);

        var buffer = new byte[BufferLength];
        for (int read; (read = await ReadAsync(content, buffer, cancellationToken)) > 0; maxSize -= read)
        {
            if (read > maxSize)
                throw new BadHttpRequestException("The upload has more bytes than were announced.", StatusCodes.Status413PayloadTooLarge);
            await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        file.Flush(flushToDisk: true);
    }

    // As with every body: what Kestrel has no exception of its own for is wrong with the request all the same.
    private static async ValueTask<int> ReadAsync(Stream content, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or BadHttpRequestException))
        {
            throw new BadHttpRequestException("The upload was sent in chunks that cannot be read.", fault);
        }
    }

    public ValueTask DisposeAsync() => Content.DisposeAsync();

    public void Dispose() => Content.Dispose();
}
