using Microsoft.Data.Sqlite;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Storage;

public sealed class OpeningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.File("support.db");

    [Fact]
    public void A_missing_folder_is_made()
    {
        var nested = _folder.File("a/b");

        SqliteDatabase.Open(nested).Dispose();

        Assert.True(System.IO.File.Exists(Path.Combine(nested, "support.db")));
    }

    [Fact]
    public async Task Commits_are_durable_and_readers_do_not_wait()
    {
        using var store = new OpenStore();

        var (journal, synchronous) = await store.Database.WriteAsync(
            session => (session.First("PRAGMA journal_mode", row => row.GetString(0)), session.First("PRAGMA synchronous", row => row.GetInt64(0))),
            TestContext.Current.CancellationToken);

        Assert.Equal(("wal", 2L), (journal, synchronous));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(600)]
    [InlineData(100_000)]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_was(int length)
    {
        var text = new string('x', length);
        System.IO.File.WriteAllText(File, text);

        AssertRefused("is not a SQLite database");
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void A_database_of_another_application_is_refused_and_left_as_it_was()
    {
        Make("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')");
        var before = System.IO.File.ReadAllBytes(File);

        AssertRefused("is a SQLite database of another application");
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void An_empty_database_marked_by_another_application_is_refused()
    {
        Make("PRAGMA application_id = 252006674");

        AssertRefused("is a SQLite database of another application");
    }

    [Fact]
    public void A_schema_of_a_newer_version_is_refused_with_both_numbers()
    {
        SqliteDatabase.Open(_folder.Path).Dispose();
        Make("PRAGMA user_version = 99");

        AssertRefused($"was written by a newer version of this program (schema 99; this one knows up to {SqliteSchema.Steps.Count})");
    }

    [Theory]
    [InlineData(50)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    public void A_truncated_file_is_refused_and_left_as_it_was(int length)
    {
        SqliteDatabase.Open(_folder.Path).Dispose();
        using (var stream = System.IO.File.OpenWrite(File))
            stream.SetLength(length);

        AssertRefused("is damaged");
        Assert.Equal(length, new FileInfo(File).Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(4_096)]
    [InlineData(20_480)]
    public void A_garbled_file_is_refused(int from)
    {
        SqliteDatabase.Open(_folder.Path).Dispose();
        using (var stream = System.IO.File.OpenWrite(File))
        {
            stream.Position = from;
            stream.Write([.. Enumerable.Repeat((byte)0xA5, 4_096)]);
        }

        AssertRefused("is damaged");
    }

    [Fact]
    public void A_folder_in_use_is_refused_until_it_is_closed()
    {
        using (SqliteDatabase.Open(_folder.Path))
        {
            var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(_folder.Path));
            Assert.StartsWith($"{_folder.Path} is in use by another process", refused.Message, StringComparison.Ordinal);
        }

        SqliteDatabase.Open(_folder.Path).Dispose();
    }

    [Fact]
    public void A_file_in_the_place_of_the_folder_is_refused()
    {
        System.IO.File.WriteAllText(_folder.File("data"), "");

        var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(_folder.File("data")));
        Assert.StartsWith($"{_folder.File("data")} cannot be made a data folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_file_does_not_keep_the_folder_locked()
    {
        System.IO.File.WriteAllText(File, "no database");
        AssertRefused("is not a SQLite database");
        System.IO.File.Delete(File);

        SqliteDatabase.Open(_folder.Path).Dispose();
    }

    private void AssertRefused(string reason)
    {
        var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(_folder.Path));
        Assert.StartsWith($"{File} {reason}", refused.Message, StringComparison.Ordinal);
    }

    private void Make(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _folder.Dispose();
}
