using ServerlessSupport.Local.Attachments;
using ServerlessSupport.Local.Audit;
using ServerlessSupport.Local.Identity;
using ServerlessSupport.Local.Push;

namespace ServerlessSupport.Local.Files;

/// <summary>The keys that a data folder holds: what nobody may lose, and what a server must not run without understanding.</summary>
internal static class DataFolderKeys
{
    public static IReadOnlyList<string> Names { get; } = [LocalIssuer.KeyFile, AttachmentLinks.KeyFile, PushRegistration.KeyFile, AuditRegistration.KeyFile];

    /// <summary>Reads every key that is there.</summary>
    /// <exception cref="InvalidDataException">One is empty, cut off, damaged or cannot be read; the message says what to do.</exception>
    public static void Check(string folder)
    {
        foreach (var name in Names.Where(name => Path.Exists(Path.Combine(folder, name))))
            Read(Path.Combine(folder, name), name);
    }

    private static object Read(string path, string name) => name switch
    {
        LocalIssuer.KeyFile => LocalIssuer.ReadKey(path),
        AttachmentLinks.KeyFile => AttachmentLinks.ReadKey(path),
        AuditRegistration.KeyFile => AuditRegistration.ReadKey(path),
        _ => PushRegistration.ReadKey(path),
    };
}

/// <summary>Takes the folder and looks at its keys before anything is served.</summary>
internal sealed class DataFolderCheck(SqliteDatabase database, LocalOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = database.Path;
        DataFolderKeys.Check(options.DataFolder);
        if (Path.Combine(options.DataFolder, FileAttachmentStore.FolderName) is var attachments && File.Exists(attachments))
            throw new UnusableStoreException(attachments, "is a file where the folder of attachments belongs: move it away, or restore the folder from a backup.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
