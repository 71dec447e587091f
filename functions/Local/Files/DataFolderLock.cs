namespace ServerlessSupport.Local.Files;

/// <summary>
/// Makes the data folder where it is missing, and keeps every other process out of it until disposed. It holds the lock file,
/// and where the system allows it the store's file itself, which nobody removes by mistake.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);
    private readonly List<FileStream> _held = [];

    private DataFolderLock()
    {
    }

    /// <exception cref="UnusableStoreException">Another process has the folder, or it cannot be written to.</exception>
    public static DataFolderLock Take(string folder)
    {
        try
        {
            Disk.MakePrivateFolder(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableStoreException(folder, $"cannot be made a data folder: {e.Message}", e);
        }

        var taken = new DataFolderLock();
        try
        {
            taken.Hold(folder, "support.lock");
            // SQLite's own locks are of another kind and do not meet this one; on Windows they are of the same.
            if (!OperatingSystem.IsWindows())
                taken.Hold(folder, SqliteFile.Name);
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private void Hold(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            _held.Add(new FileStream(path, Disk.Private(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)));
            Disk.Tighten(path);
        }
        catch (IOException e) when (e.HResult is WouldBlock or SharingViolation)
        {
            throw new UnusableStoreException(folder, $"is in use by another process: stop that one, or choose another data folder ({e.Message})", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableStoreException(folder, $"cannot be written to: {e.Message} Make it writable for whoever runs the server, or choose another data folder.", e);
        }
    }

    public void Dispose()
    {
        foreach (var file in _held)
            file.Dispose();
    }
}
