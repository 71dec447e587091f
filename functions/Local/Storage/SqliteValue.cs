using System.Text;
using SQLitePCL;

namespace ServerlessSupport.Local.Storage;

/// <summary>What a statement's parameter is given: text, a number, bytes, or nothing. Numbers are not boxed.</summary>
internal readonly struct SqliteValue
{
    private const int ShortText = 256;
    private readonly object? _reference;
    private readonly long _number;
    private readonly bool _isNumber;

    private SqliteValue(object? reference) => _reference = reference;

    private SqliteValue(long number) => (_number, _isNumber) = (number, true);

    public static implicit operator SqliteValue(string? text) => new(text);

    public static implicit operator SqliteValue(byte[]? bytes) => new(bytes);

    public static implicit operator SqliteValue(long number) => new(number);

    public static implicit operator SqliteValue(long? number) => number is { } known ? new(known) : default;

    /// <summary>Gives the value to a parameter, from 1; returns SQLite's result code.</summary>
    public int Bind(sqlite3_stmt statement, int parameter) => _reference switch
    {
        _ when _isNumber => raw.sqlite3_bind_int64(statement, parameter, _number),
        string text => BindText(statement, parameter, text),
        byte[] { Length: > 0 } bytes => raw.sqlite3_bind_blob(statement, parameter, bytes),
        byte[] => raw.sqlite3_bind_zeroblob(statement, parameter, 0),
        _ => raw.sqlite3_bind_null(statement, parameter),
    };

    private static int BindText(sqlite3_stmt statement, int parameter, string text)
    {
        // Without bytes there would be no address, and SQLite would take that for NULL.
        if (text.Length == 0 || text.Length > ShortText)
            return raw.sqlite3_bind_text(statement, parameter, text);
        Span<byte> utf8 = stackalloc byte[ShortText * 3];
        return raw.sqlite3_bind_text(statement, parameter, utf8[..Encoding.UTF8.GetBytes(text, utf8)]);
    }
}

/// <summary>The row a statement stands at; good until it steps on. Columns count from 0.</summary>
internal readonly struct SqliteRow(sqlite3_stmt statement)
{
    public long GetInt64(int column) => raw.sqlite3_column_int64(statement, column);

    public int GetInt32(int column) => raw.sqlite3_column_int(statement, column);

    public string GetString(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public byte[] GetBytes(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    /// <summary>The bytes where SQLite holds them, for who reads them before the statement steps on.</summary>
    public ReadOnlySpan<byte> GetSpan(int column) => raw.sqlite3_column_blob(statement, column);

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
}
