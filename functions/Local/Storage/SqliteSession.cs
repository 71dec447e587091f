using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ServerlessSupport.Local.Storage;

/// <summary>
/// One connection and its prepared statements, each parsed once; parameters are ?1, ?2 … For one thread at a time.
/// Statements are SQLite's own: a command of ADO.NET costs as much again as a small statement itself.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
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

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _connection.Handle);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _connection.Dispose();
    }
}
