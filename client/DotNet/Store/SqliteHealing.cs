using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Client;

/// <summary>
/// Replaces a damaged file by a new one with what can still be read, less the cursors: so the next catch-up starts over. The
/// damaged one stays until the new one is whole: an app that ends in between, or a full disk, costs no feedback.
/// </summary>
internal static class SqliteHealing
{
    // The statements never change: one that SQLite cannot make sense of has met a damaged file.
    private const int Error = 1;
    private const int Corrupt = 11;
    private const int NotADatabase = 26;

    public static bool IsDamage(SqliteException fault) => fault.SqliteErrorCode is Error or Corrupt or NotADatabase;

    public static void Heal(string path)
    {
        var unfinished = path + ".healing";
        Delete(unfinished);
        SqliteItems.Make(unfinished, [.. Salvage(path).Values.Where(item => item.Collection != StoreCollections.Cursor)
            .Select(item => new StoreChange(item.Partition, item.Collection, item.Key, item.Value))]);
        File.Move(unfinished, Healed(path));
        Finish(path);
    }

    /// <summary>Puts a new file that is whole into its place. To be called before the file is opened: the app may have ended just here.</summary>
    public static void Finish(string path)
    {
        if (!File.Exists(Healed(path)))
            return;
        // With all that SQLite keeps beside it, which it would take for that of the new one.
        Delete(path);
        File.Move(Healed(path), path);
    }

    private static string Healed(string path) => path + ".healed";

    private static void Delete(string path)
    {
        foreach (var file in new[] { path, path + "-wal", path + "-shm", path + "-journal" })
            File.Delete(file);
    }

    private static Dictionary<(string Partition, string Collection, string Key), StoredItem> Salvage(string path)
    {
        var saved = new Dictionary<(string Partition, string Collection, string Key), StoredItem>();
        // From both ends: one broken page then costs no more than what is on it.
        foreach (var fromEnd in new[] { false, true })
        {
            try
            {
                using var damaged = SqliteItems.Open(path, check: false);
                damaged.ReadAll(saved, fromEnd);
            }
            catch (SqliteException)
            {
                // What was read before the damage is what can be saved.
            }
        }

        return saved;
    }
}
