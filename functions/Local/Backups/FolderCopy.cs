namespace ServerlessSupport.Local.Backups;

/// <summary>Copies private files so that the disk holds them.</summary>
internal static class FolderCopy
{
    /// <summary>Makes the folder, to which <paramref name="name"/> refers in what is said when it cannot be made.</summary>
    public static void Make(string folder, string name)
    {
        try
        {
            Disk.MakePrivateFolder(folder);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"{name} cannot be made: {fault.Message} Name another folder.", fault);
        }
    }

    /// <summary>Copies one file; the copy is its owner's only.</summary>
    public static void File(string from, string to)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        using var copy = new FileStream(to, Disk.Private(FileMode.CreateNew, FileAccess.Write));
        Disk.Tighten(to);
        source.CopyTo(copy);
        copy.Flush(flushToDisk: true);
    }

    /// <summary>Copies a folder with all in it; what goes away meanwhile is left out, and a folder that is not there is none.</summary>
    public static void Folder(string from, string to)
    {
        if (!Directory.Exists(from))
            return;
        Disk.MakePrivateFolder(to);
        try
        {
            foreach (var folder in Directory.EnumerateDirectories(from))
                Folder(folder, Path.Combine(to, Path.GetFileName(folder)));
            foreach (var file in Directory.EnumerateFiles(from))
                FileIfThere(file, Path.Combine(to, Path.GetFileName(file)));
        }
        catch (DirectoryNotFoundException) when (!Directory.Exists(from))
        {
            // That of a customer who was erased, or of a ticket that was removed, since it was listed.
        }
    }

    private static void FileIfThere(string from, string to)
    {
        try
        {
            File(from, to);
        }
        catch (FileNotFoundException)
        {
            // An upload that was taken over or removed since it was listed.
        }
    }

    /// <summary>Has the disk hold the names of everything in a folder.</summary>
    public static void Flush(string folder)
    {
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", SearchOption.AllDirectories).Append(folder))
            Disk.FlushFolder(inner);
    }
}
