namespace ServerlessSupport.Local.Storage;

/// <summary>
/// Marks the file while a server writes to it. The newest changes are then in the log beside it, and a copy of the file without
/// its log would lack them and not show it: that is refused.
/// </summary>
internal static class SqliteInUse
{
    private const string SelectMark = "SELECT only_row FROM in_use WHERE only_row = 1";
    private const string InsertMark = "INSERT INTO in_use (only_row) VALUES (1) ON CONFLICT DO NOTHING";
    private const string DeleteMark = "DELETE FROM in_use WHERE only_row = 1";

    /// <summary>The path of the file's log.</summary>
    public static string Log(string path) => path + "-wal";

    public static bool HasLog(string path) => File.Exists(Log(path));

    /// <summary>Sets the mark, and has it in the file itself: a mark in the log would be missing together with it.</summary>
    public static void Mark(SqliteSession session)
    {
        session.Execute(InsertMark);
        session.ExecuteScript("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <summary>Takes the mark away, and folds the log into the file.</summary>
    public static void Unmark(SqliteSession session)
    {
        session.Execute(DeleteMark);
        session.ExecuteScript("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /// <exception cref="UnusableStoreException">A server was writing to the file, and its log is not here.</exception>
    public static void RefuseWithoutLog(SqliteSession session, string path, bool hasLog)
    {
        if (hasLog || session.First("PRAGMA user_version", row => row.GetInt64(0)) < SqliteSchema.MarkedSince || session.First(SelectMark, row => row.GetInt64(0)) == 0)
            return;
        throw new UnusableStoreException(
            path,
            $"was copied, or its log was removed, while a server was writing to it: the newest changes are in {Path.GetFileName(Log(path))}, which is not here. Put that file beside it, "
            + $"or restore a backup (--help tells how to make one). To go on without those changes, make an empty file of that name.");
    }
}
