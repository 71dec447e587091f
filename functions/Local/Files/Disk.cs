using System.Runtime.InteropServices;
using System.Text;

namespace ServerlessSupport.Local.Files;

/// <summary>What a file needs beyond its content: that only its owner may read it, and that its name outlives a power cut.</summary>
internal static class Disk
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>Settings for a file that only its owner may read from the moment it exists.</summary>
    public static FileStreamOptions Private(FileMode mode, FileAccess access, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows() && mode is FileMode.CreateNew or FileMode.Create or FileMode.OpenOrCreate)
            options.UnixCreateMode = OwnersFile;
        return options;
    }

    /// <summary>Opens a file to read, which others may move or delete meanwhile; null when there is none.</summary>
    /// <exception cref="UnavailableException">It cannot be opened now, as when the process has as many files open as it may.</exception>
    public static FileStream? OpenIfThere(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UnavailableException($"A file cannot be opened: {fault.Message}", inner: fault);
        }
    }

    /// <summary>Makes the folder, for its owner only; one that exists stays as it is.</summary>
    public static void MakePrivateFolder(string path)
    {
        if (Directory.Exists(path))
            return;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, OwnersFolder);
        Tighten(path);
    }

    /// <summary>Takes a file or folder from everybody but its owner, whatever mask the process has or an older version left.</summary>
    public static void Tighten(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            if (Directory.Exists(path))
                File.SetUnixFileMode(path, OwnersFolder);
            else if (File.Exists(path))
                File.SetUnixFileMode(path, OwnersFile);
        }
        catch (UnauthorizedAccessException)
        {
            // Somebody else owns it, and decides who may read it.
        }
    }

    /// <summary>Whether the file was last written before a time; false for one that is gone, whose time would be that of the year 1601.</summary>
    public static bool WasWrittenBefore(string path, DateTimeOffset time)
    {
        var file = new FileInfo(path);
        return file.Exists && file.LastWriteTimeUtc < time.UtcDateTime;
    }

    /// <summary>Has the disk hold the names that the folder lists; without it a renamed file may have its old name after a power cut.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(Encoding.UTF8.GetBytes(path + '\0'), 0);
        if (folder < 0)
            throw new IOException($"{path} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        var result = Sync(folder);
        _ = Close(folder);
        if (result != 0)
            throw new IOException($"{path} cannot be flushed to the disk.");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int file);
}
