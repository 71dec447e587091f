using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Local.Storage;

/// <summary>The one file of the local edition, <c>support.db</c> in a data folder: one writer, and readers that never wait for it.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private const int MaxIdleReaders = 8;
    private readonly DataFolderLock _folderLock;
    private readonly SqliteWriter _writer;
    private readonly ConcurrentBag<SqliteSession> _idleReaders = [];

    private volatile bool _disposed;

    private SqliteDatabase(string path, DataFolderLock folderLock, SqliteWriter writer) => (Path, _folderLock, _writer) = (path, folderLock, writer);

    public string Path { get; }

    /// <summary>Opens the folder's file, making and migrating it where needed.</summary>
    /// <exception cref="UnusableStoreException">The folder is in use, or the file is not one this version can work with.</exception>
    public static SqliteDatabase Open(string dataFolder)
    {
        var folder = System.IO.Path.GetFullPath(dataFolder);
        var folderLock = DataFolderLock.Take(folder);
        try
        {
            var path = System.IO.Path.Combine(folder, SqliteFile.Name);
            return new SqliteDatabase(path, folderLock, new SqliteWriter(SqliteFile.Open(path), SqliteInUse.Unmark));
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc cref="SqliteWriter.WriteAsync"/>
    public Task<T> WriteAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken) => _writer.WriteAsync(work, cancellationToken);

    /// <summary>Runs a query over all that is committed.</summary>
    public T Read<T>(Func<SqliteSession, T> query)
    {
        if (_disposed)
            throw new UnavailableException("The store is closed.");
        if (_writer.IsGone)
            throw SqliteFaults.Gone();
        try
        {
            if (!_idleReaders.TryTake(out var session))
                session = OpenReader();
            try
            {
                return query(session);
            }
            finally
            {
                Return(session);
            }
        }
        catch (SqliteException e)
        {
            throw SqliteFaults.AsPromised(e);
        }
    }

    /// <summary>The same for callers that await: SQLite has no asynchronous reads, and these take microseconds.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteSession, T> query, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        try
        {
            return Task.FromResult(Read(query));
        }
        catch (Exception e)
        {
            return Task.FromException<T>(e);
        }
    }

    private SqliteSession OpenReader()
    {
        var session = SqliteSession.Open(Path, SqliteOpenMode.ReadOnly);
        session.ExecuteScript("PRAGMA busy_timeout = 5000; PRAGMA cache_size = -4096");
        return session;
    }

    private void Return(SqliteSession session)
    {
        if (_disposed || _idleReaders.Count >= MaxIdleReaders)
            session.Dispose();
        else
            _idleReaders.Add(session);
    }

    /// <summary>Commits what waits, closes the file, and lets other processes into the folder.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        while (_idleReaders.TryTake(out var session))
            session.Dispose();
        _writer.Dispose();
        _folderLock.Dispose();
    }
}

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
