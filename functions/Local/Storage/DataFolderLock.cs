namespace ServerlessSupport.Local.Storage;

/// <summary>Makes the data folder where it is missing, and keeps every other process out of it until disposed.</summary>
internal static class DataFolderLock
{
    public static FileStream Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnusableStoreException(folder, $"cannot be made a data folder: {e.Message}", e);
        }

        var path = Path.Combine(folder, "support.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnusableStoreException(folder, $"cannot be written to: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new UnusableStoreException(folder, $"is in use by another process: stop that one, or choose another data folder ({e.Message})", e);
        }
    }
}
