using Microsoft.Data.Sqlite;
using ServerlessSupport.Local.Attachments;

namespace ServerlessSupport.Local.Backups;

/// <summary>Copies all that a data folder holds into a new folder, whether a server runs on it or not: all that was acknowledged before is in it.</summary>
internal static class Backup
{
    /// <exception cref="InvalidDataException">There is nothing to back up, or the target exists already.</exception>
    public static BackupList Make(string dataFolder, string target, DateTimeOffset now)
    {
        var store = Path.Combine(dataFolder, SqliteFile.Name);
        if (!File.Exists(store))
            throw new InvalidDataException($"{dataFolder} holds no {SqliteFile.Name}: name the data folder of the server by --data.");
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new InvalidDataException($"{target} exists already: name a new folder. A backup writes over nothing.");
        // Aside and renamed at the end, so that a folder of that name is always a whole backup.
        var aside = $"{Path.TrimEndingDirectorySeparator(target)}.{Guid.CreateVersion7():N}";
        try
        {
            FolderCopy.Make(aside, target);
            CopyStore(store, Path.Combine(aside, SqliteFile.Name));
            // After the store: what a ticket in it names was kept before the ticket named it.
            CopyFiles(dataFolder, aside);
            var list = BackupList.Write(aside, now);
            FolderCopy.Flush(aside);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(aside, target);
            Disk.FlushFolder(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(target))!);
            return list;
        }
        finally
        {
            if (Directory.Exists(aside))
                Directory.Delete(aside, recursive: true);
        }
    }

    private static void CopyStore(string from, string to)
    {
        var hasLog = SqliteInUse.HasLog(from);
        using var source = SqliteSession.Open(from, SqliteOpenMode.ReadWrite);
        // The log belongs to the server, or to its next start.
        if (hasLog)
            source.KeepLog();
        source.ExecuteScript("PRAGMA busy_timeout = 30000");
        SqliteFile.Refuse(source, from);
        SqliteInUse.RefuseWithoutLog(source, from, hasLog);
        using (new FileStream(to, Disk.Private(FileMode.CreateNew, FileAccess.Write)))
            Disk.Tighten(to);
        using var copy = SqliteSession.Open(to, SqliteOpenMode.ReadWrite);
        source.CopyTo(copy);
        SqliteSchema.Migrate(copy, SqliteSchema.Steps);
        // One file, nothing beside it, and nobody writes to it.
        copy.First("PRAGMA journal_mode = DELETE", row => row.GetString(0));
        SqliteInUse.Unmark(copy);
    }

    private static void CopyFiles(string from, string to)
    {
        foreach (var name in DataFolderKeys.Names.Where(name => File.Exists(Path.Combine(from, name))))
            FolderCopy.File(Path.Combine(from, name), Path.Combine(to, name));
        FolderCopy.Folder(Path.Combine(from, FileAttachmentStore.FolderName), Path.Combine(to, FileAttachmentStore.FolderName));
    }
}

/// <summary>Makes a data folder of a backup. It never writes over data.</summary>
internal static class Restore
{
    /// <exception cref="InvalidDataException">The backup is none or damaged, or the data folder is not empty.</exception>
    public static BackupList Make(string backup, string dataFolder)
    {
        var list = BackupList.Read(backup) ?? throw new InvalidDataException($"{backup} is no backup: it has no {BackupList.FileName}.");
        if (list.Faults(backup).ToList() is { Count: > 0 } faults)
            throw new InvalidDataException($"{string.Join(' ', faults)} Nothing was restored.");
        if (Directory.Exists(dataFolder) && Directory.EnumerateFileSystemEntries(dataFolder).Any())
            throw new InvalidDataException($"{dataFolder} is not empty: name a new data folder by --data, or move this one away. Nothing was restored.");
        FolderCopy.Make(dataFolder, dataFolder);
        // The store last: a folder whose restoring broke off has none, and no server takes it for whole.
        foreach (var file in list.Files.OrderBy(file => file.Name == SqliteFile.Name))
        {
            var target = Path.Combine(dataFolder, file.Name);
            Disk.MakePrivateFolder(Path.GetDirectoryName(target)!);
            FolderCopy.File(Path.Combine(backup, file.Name), target + ".new");
            File.Move(target + ".new", target);
        }

        FolderCopy.Flush(dataFolder);
        return list;
    }
}
