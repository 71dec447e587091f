using System.Security.Cryptography;
using ServerlessSupport.App;

namespace ServerlessSupport.Local.Backups;

/// <summary>One file of a backup, by its path within it.</summary>
internal sealed record BackupFile(string Name, long Size, string Sha256);

/// <summary>What a backup holds, in its <c>backup.json</c>, so that what is missing or changed is seen before it is relied on.</summary>
internal sealed record BackupList(DateTimeOffset MadeAt, string Version, IReadOnlyList<BackupFile> Files)
{
    public const string FileName = "backup.json";

    /// <summary>Lists a folder's files and keeps the list in it.</summary>
    public static BackupList Write(string folder, DateTimeOffset now)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(path => new BackupFile(Path.GetRelativePath(folder, path).Replace('\\', '/'), new FileInfo(path).Length, Digest(path)));
        var list = new BackupList(now, ProductVersion.Text, [.. files]);
        using var file = new FileStream(Path.Combine(folder, FileName), Disk.Private(FileMode.CreateNew, FileAccess.Write));
        JsonSerializer.Serialize(file, list, BackupJson.Default.BackupList);
        file.Flush(flushToDisk: true);
        return list;
    }

    /// <summary>The list of a folder; null when the folder is no backup.</summary>
    /// <exception cref="InvalidDataException">The list cannot be read.</exception>
    public static BackupList? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
            return null;
        try
        {
            var list = JsonSerializer.Deserialize(File.ReadAllBytes(path), BackupJson.Default.BackupList) ?? throw new JsonException("It is empty.");
            return list.Files is { Count: > 0 } files && files.All(file => file is not null && IsWithin(folder, file.Name)) ? list : throw new JsonException("It names no files, or one outside of the backup.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"{path} is no list of a backup: {fault.Message}", fault);
        }
    }

    /// <summary>A sentence for each file that is missing or not as it was.</summary>
    public IEnumerable<string> Faults(string folder)
    {
        foreach (var file in Files)
        {
            var path = Path.Combine(folder, file.Name);
            if (!File.Exists(path))
                yield return $"{path} is missing.";
            else if (new FileInfo(path).Length != file.Size || Digest(path) != file.Sha256)
                yield return $"{path} is not as it was when the backup was made.";
        }
    }

    // Whoever restores a backup that somebody else made must not have other files written.
    private static bool IsWithin(string folder, string? name) =>
        !string.IsNullOrEmpty(name) && Path.GetFullPath(Path.Combine(folder, name)).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Digest(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupList))]
internal sealed partial class BackupJson : JsonSerializerContext;
