namespace ServerlessSupport.Local.Backups;

/// <summary>Does what was asked to be done with a backup, and tells what came of it.</summary>
internal static class BackupCommands
{
    /// <summary>The exit code: 0 when all is well.</summary>
    public static int Run(LocalCommand command, string dataFolder, TextWriter output, TimeProvider time)
    {
        switch (command)
        {
            case { Verb: LocalVerb.Backup, Folder: { } folder }:
                var made = Backup.Make(dataFolder, folder, time.GetUtcNow());
                output.WriteLine($"{folder} holds all that was kept in {dataFolder}: {made.Files.Count} files.");
                return Report(Verify.Look(folder, time.GetUtcNow()), folder, output);
            case { Verb: LocalVerb.Restore, Folder: { } folder }:
                var restored = Restore.Make(folder, dataFolder);
                output.WriteLine(FormattableString.Invariant($"{dataFolder} is as it was on {restored.MadeAt:u}: {restored.Files.Count} files."));
                return Report(Verify.Look(dataFolder, time.GetUtcNow()), dataFolder, output);
            case { Folder: { } folder } when Directory.Exists(folder) && !File.Exists(Path.Combine(folder, BackupList.FileName)):
                return Report(new Verified(0, 0, [$"{folder} is no backup: it has no {BackupList.FileName}. A data folder is named by --data."]), folder, output);
            default:
                return Report(Verify.Look(command.Folder ?? dataFolder, time.GetUtcNow()), command.Folder ?? dataFolder, output);
        }
    }

    private static int Report(Verified verified, string folder, TextWriter output)
    {
        foreach (var fault in verified.Faults)
            output.WriteLine(fault);
        output.WriteLine(verified.Faults.Count == 0
            ? $"{folder} is whole: {verified.Tickets} tickets and {verified.Attachments} attachments, {SqliteFile.Name} and keys as they should be."
            : $"{folder} is not whole.");
        return verified.Faults.Count == 0 ? 0 : 1;
    }
}
