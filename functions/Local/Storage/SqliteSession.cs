using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ServerlessSupport.Local.Storage;

/// <summary>
/// One connection and its prepared statements, each parsed once; parameters are ?1, ?2 … For one thread at a time.
/// Statements are SQLite's own: a command of ADO.NET costs as much again as a small statement itself.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private const int HasMoved = 20;
    private const int NoCheckpointOnClose = 1006;
    private static readonly byte[] Main = [.. "main\0"u8];
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, sqlite3_stmt> _statements = [];

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    public static SqliteSession Open(string path, SqliteOpenMode mode)
    {
        // Pooled connections would keep the file open after Dispose.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new SqliteSession(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The row number the newest INSERT of this session got.</summary>
    public long LastInserted => raw.sqlite3_last_insert_rowid(_connection.Handle);

    /// <summary>Whether a transaction is open; SQLite ends one by itself on some errors.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_connection.Handle) == 0;

    /// <summary>Whether the file is still where it was opened, and its log beside it: what is written to one that was deleted is lost.</summary>
    public bool IsInPlace =>
        FileControl(_connection.Handle!, Main, HasMoved, out var moved) == raw.SQLITE_OK && moved == 0 && File.Exists(SqliteInUse.Log(_connection.DataSource));

    /// <summary>Leaves the log where it is when this session closes as the last one.</summary>
    public void KeepLog() => Check(raw.sqlite3_db_config(_connection.Handle, NoCheckpointOnClose, 1, out _));

    /// <summary>Copies all that is committed into a new file, while others read and write.</summary>
    public void CopyTo(SqliteSession target) => _connection.BackupDatabase(target._connection);

    /// <summary>Runs a statement and returns how many rows the newest change of data changed.</summary>
    public int Execute(string sql, params ReadOnlySpan<SqliteValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            while (Step(statement))
            {
            }

            return raw.sqlite3_changes(_connection.Handle);
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>How many rows were changed by what is done, those of tables behind a virtual one included.</summary>
    public int Changes(Action work)
    {
        var before = raw.sqlite3_total_changes(_connection.Handle);
        work();
        return raw.sqlite3_total_changes(_connection.Handle) - before;
    }

    /// <summary>Runs several statements once; they are not kept.</summary>
    public void ExecuteScript(string sql) => Check(raw.sqlite3_exec(_connection.Handle, sql));

    /// <summary>The first row as the function reads it; default when there is none.</summary>
    public T? First<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<SqliteValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            return Step(statement) ? read(new SqliteRow(statement)) : default;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    /// <summary>Every row as the function reads it.</summary>
    public List<T> All<T>(string sql, Func<SqliteRow, T> read, params ReadOnlySpan<SqliteValue> values)
    {
        var statement = Bind(sql, values);
        try
        {
            var rows = new List<T>();
            while (Step(statement))
                rows.Add(read(new SqliteRow(statement)));
            return rows;
        }
        finally
        {
            raw.sqlite3_reset(statement);
        }
    }

    private sqlite3_stmt Bind(string sql, ReadOnlySpan<SqliteValue> values)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            Check(raw.sqlite3_prepare_v3(_connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out statement));
            _statements.Add(sql, statement);
        }

        for (var i = 0; i < values.Length; i++)
            Check(values[i].Bind(statement, i + 1));
        return statement;
    }

    private bool Step(sqlite3_stmt statement)
    {
        var result = raw.sqlite3_step(statement);
        if (result is not (raw.SQLITE_ROW or raw.SQLITE_DONE))
            Check(result);
        return result == raw.SQLITE_ROW;
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    private static extern int FileControl(SafeHandle connection, byte[] database, int operation, out int result);

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }
}
