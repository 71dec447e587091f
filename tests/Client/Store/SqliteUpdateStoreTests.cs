using Microsoft.Data.Sqlite;

namespace ServerlessSupport.Client.Tests.Store;

public sealed class SqliteUpdateStoreTests : UpdateStoreContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phone-").FullName;
    private SqliteUpdateStore _store;

    public SqliteUpdateStoreTests() => _store = Open();

    protected override IUpdateStore Store => _store;

    private string File => Path.Combine(_folder, "app", "support.db");

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await _store.WriteAsync([new("north", "outbox", "1", "{}")], Token);

        Reopen();

        Assert.NotNull(await _store.FindAsync("north", "outbox", "1", Token));
    }

    [Fact]
    public async Task A_file_of_rubbish_is_replaced()
    {
        await _store.WriteAsync([new("north", "outbox", "1", "{}")], Token);
        Reopen(() =>
        {
            System.IO.File.WriteAllBytes(File, [.. Enumerable.Repeat((byte)'?', 10_000)]);
        });

        Assert.Null(await _store.FindAsync("north", "outbox", "1", Token));
        await _store.WriteAsync([new("north", "outbox", "1", "{}")], Token);
        Assert.NotNull(await _store.FindAsync("north", "outbox", "1", Token));
    }

    [Fact]
    public async Task Of_a_file_with_a_broken_page_what_can_be_read_is_saved_but_no_cursor()
    {
        await _store.WriteAsync([new("north", StoreCollections.Cursor, "1", "{}"), .. Enumerable.Range(0, 400).Select(i => new StoreChange("north", "outbox", $"{i:D3}", $"{{\"text\":\"{new string('x', 200)}\"}}"))], Token);
        Reopen(() =>
        {
            using var file = System.IO.File.OpenWrite(File);
            file.Position = file.Length - 4096;
            file.Write([.. Enumerable.Repeat((byte)0xff, 4096)]);
        });

        var saved = await _store.ListAsync("north", "outbox", null, 1_000, Token);

        Assert.InRange(saved.Count, 1, 399);
        Assert.Null(await _store.FindAsync("north", StoreCollections.Cursor, "1", Token));
    }

    [Fact]
    public async Task A_value_that_changed_on_the_disk_is_dropped_and_with_it_every_cursor()
    {
        await _store.WriteAsync([new("north", "tickets", "a", "{\"n\":1}"), new("north", "tickets", "b", "{}"), new("south", StoreCollections.Cursor, "1", "{}")], Token);
        Reopen(() =>
        {
            using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE items SET value = '{\"n\":2}' WHERE key = 'a'";
            Assert.Equal(1, command.ExecuteNonQuery());
        });

        Assert.Null(await _store.FindAsync("north", "tickets", "a", Token));
        Assert.Equal("b", Assert.Single(await _store.ListAsync("north", "tickets", null, 10, Token)).Key);
        Assert.Null(await _store.FindAsync("south", StoreCollections.Cursor, "1", Token));
    }

    [Fact]
    public async Task Damage_is_healed_by_catching_up_and_feedback_is_saved()
    {
        await using var server = await FakeServer.StartAsync();
        var ticket = server.Tickets.Open("alice");
        server.Tickets.Add(ticket, "result", text: "It is here.");
        await using (var phone = await Phone.StartAsync(server, store: _store))
        {
            await phone.Server.CatchUpAsync(Token);
            server.Offline = true;
            await phone.Server.SubmitAsync(new NewTicket(TicketCategory.Question, "Another one"), Token);
        }

        Reopen(() =>
        {
            using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE items SET value = '{}' WHERE collection = 'tickets'";
            Assert.Equal(1, command.ExecuteNonQuery());
        });
        server.Offline = false;
        await using var next = await Phone.StartAsync(server, store: _store);
        await next.Server.CatchUpAsync(Token);
        await Phone.UntilAsync(async () => (await next.Server.OutboxAsync(Token)).Count == 0);

        Assert.Contains(await next.Server.TicketsAsync(Token), kept => kept.Result?.Text == "It is here." && kept.Subject == "Where is my parcel?");
        Assert.Equal(2, server.Tickets.All.Count);
    }

    [Fact]
    public async Task No_damage_of_a_byte_or_of_the_end_keeps_the_store_from_working()
    {
        await _store.WriteAsync([.. Enumerable.Range(0, 12).Select(i => new StoreChange("north", i % 2 == 0 ? "outbox" : "tickets", $"{i:D3}", "{\"text\":\"hello there\"}"))], Token);
        _store.Dispose();
        var whole = await System.IO.File.ReadAllBytesAsync(File, Token);

        // The byte at 18 may say that the file is only to be read, which is no damage.
        foreach (var at in Enumerable.Range(0, whole.Length).Where(at => whole[at] != 0 && at != 18))
            await WorksAsync([.. whole[..at], 0xff, .. whole[(at + 1)..]], $"byte {at}");
        for (var length = 0; length < whole.Length; length += 333)
            await WorksAsync(whole[..length], $"length {length}");
    }

    [Fact]
    public async Task Of_a_file_with_a_broken_page_in_the_middle_both_ends_are_saved()
    {
        await WriteDamagedAsync(File);

        var saved = await _store.ListAsync("north", "outbox", null, 1_000, Token);

        Assert.InRange(saved.Count, 300, 399);
        Assert.Equal(("000", "399"), (saved[0].Key, saved[^1].Key));
    }

    [Fact]
    public async Task Nothing_is_lost_when_a_damaged_file_cannot_be_replaced_now()
    {
        await WriteDamagedAsync(File);
        // In the way of the new file.
        var obstacle = Directory.CreateDirectory(File + ".healing");
        await Assert.ThrowsAnyAsync<Exception>(() => _store.ListAsync("north", "outbox", null, 1_000, Token));
        obstacle.Delete();

        Assert.InRange((await _store.ListAsync("north", "outbox", null, 1_000, Token)).Count, 300, 399);
    }

    [Fact]
    public async Task A_new_file_that_was_whole_when_the_app_ended_takes_the_place_of_the_damaged_one()
    {
        await _store.WriteAsync([new("north", "outbox", "1", "{}")], Token);
        Reopen(() => System.IO.File.Move(File, File + ".healed"));
        await WriteDamagedAsync(File + ".healing");
        System.IO.File.Move(File + ".healing", File);

        Assert.Equal("1", Assert.Single(await _store.ListAsync("north", "outbox", null, 1_000, Token)).Key);
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!).Where(file => !file.EndsWith("-wal", StringComparison.Ordinal)));
    }

    private async Task WorksAsync(byte[] content, string what)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(File)!))
            System.IO.File.Delete(file);
        await System.IO.File.WriteAllBytesAsync(File, content, Token);
        using var store = Open();
        try
        {
            await store.ListAsync("north", "outbox", null, 100, Token);
            await store.WriteAsync([new("north", "outbox", "999", "{}")], Token);
            Assert.NotNull(await store.FindAsync("north", "outbox", "999", Token));
        }
        catch (Exception fault) when (fault is SqliteException or InvalidOperationException)
        {
            Assert.Fail($"{what}: {fault}");
        }
    }

    // With a broken page in the middle.
    private static async Task WriteDamagedAsync(string path)
    {
        using (var store = new SqliteUpdateStore(path))
            await store.WriteAsync([.. Enumerable.Range(0, 400).Select(i => new StoreChange("north", "outbox", $"{i:D3}", $"{{\"text\":\"{new string('x', 200)}\"}}"))], Token);
        using var file = System.IO.File.OpenWrite(path);
        file.Position = file.Length / 2 / 4096 * 4096;
        file.Write([.. Enumerable.Repeat((byte)0xff, 4096)]);
    }

    private void Reopen(Action? meanwhile = null)
    {
        _store.Dispose();
        meanwhile?.Invoke();
        _store = Open();
    }

    private SqliteUpdateStore Open() => new(File);
}
