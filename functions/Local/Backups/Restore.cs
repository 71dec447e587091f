namespace ServerlessSupport.Local.Backups;

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
        Disk.MakePrivateFolder(dataFolder);
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
