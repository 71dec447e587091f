using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Local.Storage;

/// <summary>Opens the store's file for writing, after making sure that it is ours, whole, and of a schema this version knows.</summary>
internal static class SqliteFile
{
    /// <summary>Its name in a data folder.</summary>
    public const string Name = "support.db";

    private const int NotADatabase = 26;
    private const int Corrupt = 11;

    // A full check reads the whole file; beyond this size it would delay the start noticeably, and SQLite's own checks on use must do.
    private const long LargestToCheck = 64L << 20;

    /// <exception cref="UnusableStoreException">The file is foreign, damaged, newer, or cannot be opened.</exception>
    public static SqliteSession Open(string path)
    {
        SqliteSession? session = null;
        try
        {
            RefuseEmptied(path);
            // Asked first: opening the file makes a log where there is none.
            var hasLog = SqliteInUse.HasLog(path);
            session = SqliteSession.Open(path, SqliteOpenMode.ReadWriteCreate);
            Refuse(session, path);
            SqliteInUse.RefuseWithoutLog(session, path, hasLog);
            // Only now: switching to WAL writes to the file, and a foreign one must stay as it is.
            // What is deleted is overwritten: erased is not what a look at the file's bytes would find.
            // A log of 32 MB: moved into the file more often it costs throughput, more seldom the pause grows.
            session.ExecuteScript(
                """
                PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;
                PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32768; PRAGMA secure_delete = ON;
                """);
            SqliteSchema.Migrate(session, SqliteSchema.Steps);
            // Whoever held a message is gone, or the folder would be in use: nobody need wait for the lock to expire.
            session.Execute(SqliteQueues.UnlockAll);
            // What the last process was still about when it ended is shown again, at once and not when the reconciler comes to it.
            session.Execute(SqliteLeases.GoBack);
            SqliteInUse.Mark(session);
            foreach (var beside in new[] { path, SqliteInUse.Log(path), path + "-shm" })
                Disk.Tighten(beside);
            return session;
        }
        catch (Exception e)
        {
            session?.Dispose();
            if (e is SqliteException sqlite)
                throw new UnusableStoreException(path, Explain(sqlite), e);
            throw;
        }
    }

    /// <summary>Throws unless the file is empty or of this application, of a schema that this version knows, and (a small one) whole.</summary>
    public static void Refuse(SqliteSession session, string path)
    {
        var application = session.First("PRAGMA application_id", row => row.GetInt64(0));
        var version = session.First("PRAGMA user_version", row => row.GetInt64(0));
        var tables = session.First("SELECT count(*) FROM sqlite_schema", row => row.GetInt64(0));
        var isNew = application == 0 && version == 0 && tables == 0;
        if (application != SqliteSchema.ApplicationId && !isNew)
            throw new UnusableStoreException(path, "is a SQLite database of another application: choose another data folder.");
        if (version > SqliteSchema.Steps.Count)
        {
            var known = $"schema {version}; this one knows up to {SqliteSchema.Steps.Count}";
            throw new UnusableStoreException(path, $"was written by a newer version of this program ({known}): run that version, or choose another data folder.");
        }

        if (!isNew && new FileInfo(path).Length <= LargestToCheck && session.First("PRAGMA quick_check(1)", row => row.GetString(0)) is not "ok" and var damage)
            throw new UnusableStoreException(path, $"is damaged ({damage}): restore it from a backup, or choose another data folder.");
    }

    // SQLite takes an empty file for a new store. Keys are made after the store, so beside one of them it was a store that had something in it.
    private static void RefuseEmptied(string path)
    {
        if (new FileInfo(path) is { Exists: true, Length: 0 } file && DataFolderKeys.Names.Any(name => new FileInfo(Path.Combine(file.DirectoryName!, name)) is { Exists: true, Length: > 0 }))
            throw new UnusableStoreException(path, "is empty, although this folder was in use: restore it from a backup. To begin anew, without anything that was in it, delete it.");
    }

    /// <summary>What a fault at opening means, as the end of a sentence that begins with the path.</summary>
    public static string Explain(SqliteException e) => e.SqliteErrorCode switch
    {
        NotADatabase => "is not a SQLite database: choose another data folder.",
        Corrupt => $"is damaged ({e.Message}): restore it from a backup, or choose another data folder.",
        _ => $"cannot be opened ({e.Message}).",
    };
}

/// <summary>The data folder or its file cannot be used; the message has the path and the reason.</summary>
internal sealed class UnusableStoreException(string path, string reason, Exception? inner = null) : Exception($"{path} {reason}", inner);
