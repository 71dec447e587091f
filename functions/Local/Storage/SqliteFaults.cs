using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Local.Storage;

/// <summary>Tells the faults that may pass (a busy or full disk) from those that will not.</summary>
internal static class SqliteFaults
{
    private const int Busy = 5;
    private const int Locked = 6;
    private const int InputOutput = 10;
    private const int Full = 13;
    private const int CannotOpen = 14;

    /// <summary>The file is not where it was opened.</summary>
    public static UnavailableException Gone() =>
        new("The data folder was moved or deleted while the server runs, and nothing would be kept. Put it back, or start the server again.");

    /// <summary>The fault as the ports promise it.</summary>
    public static Exception AsPromised(Exception fault) => fault is SqliteException { SqliteErrorCode: Busy or Locked or InputOutput or Full or CannotOpen }
        ? new UnavailableException($"The store cannot do this now: {fault.Message}", inner: fault)
        : fault;
}
