using System.Globalization;
using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Client;

/// <summary>The items in an open SQLite file. For one thread at a time.</summary>
internal sealed class SqliteItems : IDisposable
{
    private const int Corrupt = 11;

    private const string Table =
        """
        CREATE TABLE items (
          partition TEXT NOT NULL, collection TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, checksum INTEGER NOT NULL,
          PRIMARY KEY (partition, collection, key)) WITHOUT ROWID
        """;

    private readonly SqliteConnection _connection;

    private SqliteItems(SqliteConnection connection) => _connection = connection;

    public static SqliteItems Open(string path, bool check = true)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // Pooled connections would keep the file open after Dispose.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var items = new SqliteItems(connection);
            // Two processes with one inbox each would publish an update twice: the second is kept out.
            items.Execute("PRAGMA busy_timeout = 5000; PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
            if (check && !items.IsSound())
                throw new SqliteException("The file fails SQLite's own check.", Corrupt);
            items.Execute(Table.Replace("CREATE TABLE", "CREATE TABLE IF NOT EXISTS"));
            return items;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Makes a file of these items, whole and closed: nothing of it is left beside it.</summary>
    public static void Make(string path, IReadOnlyList<StoreChange> items)
    {
        using var made = Open(path);
        made.Write(items);
        made.Execute("PRAGMA journal_mode = DELETE");
    }

    public StoredItem? Find(string partition, string collection, string key) =>
        Read("SELECT * FROM items WHERE partition = @1 AND collection = @2 AND key = @3", partition, collection, key).FirstOrDefault();

    public IReadOnlyList<StoredItem> List(string partition, string collection, string? after, int limit) =>
        Read(
            "SELECT * FROM items WHERE partition = @1 AND collection = @2 AND key > @3 ORDER BY key LIMIT @4",
            partition, collection, after ?? "", limit);

    public void Write(IReadOnlyList<StoreChange> changes)
    {
        using var transaction = _connection.BeginTransaction();
        foreach (var change in changes)
            Apply(change);
        transaction.Commit();
    }

    /// <summary>Adds every item that is whole, as far as the file can be read from that end.</summary>
    public void ReadAll(Dictionary<(string Partition, string Collection, string Key), StoredItem> found, bool fromEnd)
    {
        var order = fromEnd ? "DESC" : "ASC";
        using var command = Command($"SELECT * FROM items ORDER BY partition {order}, collection {order}, key {order}");
        using var reader = command.ExecuteReader();
        while (reader.Read())
            if (!HasGaps(reader) && Whole(reader) is { } item)
                found[(item.Partition, item.Collection, item.Key)] = item;
    }

    public void Dispose() => _connection.Dispose();

    private void Apply(StoreChange change)
    {
        var (partition, collection, key, value) = change;
        if (key is null)
            Execute("DELETE FROM items WHERE partition = @1 AND collection = @2", partition, collection);
        else if (value is null)
            Execute("DELETE FROM items WHERE partition = @1 AND collection = @2 AND key = @3", partition, collection, key);
        else
            Execute(
                "INSERT OR REPLACE INTO items VALUES (@1, @2, @3, @4, @5)",
                partition, collection, key, value, Checksum.Of(partition, collection, key, value));
    }

    private List<StoredItem> Read(string sql, params object[] values)
    {
        var (found, damaged) = (new List<StoredItem>(), new List<StoreChange>());
        using (var command = Command(sql, values))
        using (var reader = command.ExecuteReader())
            while (reader.Read())
                if (HasGaps(reader))
                    throw new SqliteException("A row lacks what every row has.", Corrupt);
                else if (Whole(reader) is { } item)
                    found.Add(item);
                else
                    damaged.Add(new StoreChange(reader.GetString(0), reader.GetString(1), reader.GetString(2), null));
        if (damaged.Count > 0)
            Write([.. damaged, .. Partitions().Select(partition => new StoreChange(partition, StoreCollections.Cursor, null, null))]);
        return found;
    }

    private List<string> Partitions()
    {
        using var command = Command("SELECT DISTINCT partition FROM items");
        using var reader = command.ExecuteReader();
        var found = new List<string>();
        while (reader.Read())
            found.Add(reader.GetString(0));
        return found;
    }

    private static StoredItem? Whole(SqliteDataReader row)
    {
        var item = new StoredItem(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3));
        return Checksum.Of(item.Partition, item.Collection, item.Key, item.Value) == row.GetInt64(4) ? item : null;
    }

    private static bool HasGaps(SqliteDataReader row) => Enumerable.Range(0, row.FieldCount).Any(row.IsDBNull);

    // The quick check would not tell rows that are out of order, which nobody could find.
    private bool IsSound()
    {
        using var command = Command("PRAGMA integrity_check(1)");
        return command.ExecuteScalar() is "ok";
    }

    private void Execute(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params object[] values)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Statements are constants; what comes from outside is bound.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"@{(i + 1).ToString(CultureInfo.InvariantCulture)}", values[i]);
        return command;
    }
}
