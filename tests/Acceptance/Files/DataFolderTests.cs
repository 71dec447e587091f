using System.Diagnostics;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Contracts;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Acceptance.Files;

/// <summary>The data folder is private, is one process's, and is missed when it goes.</summary>
public sealed class DataFolderTests
{
    private const UnixFileMode Others = (UnixFileMode)0b000_111_111;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_in_it_is_only_its_owners_to_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var parent = new TemporaryFolder();
        var folder = parent.File("data");
        using var database = SqliteDatabase.Open(folder);
        await database.WriteAsync(session => session.Execute("INSERT INTO leases (name, through) VALUES ('a', 1)"), Cancellation);
        new SqliteLeases(database).Read("a");

        Assert.Equal(["support.db", "support.db-shm", "support.db-wal", "support.lock"], Directory.EnumerateFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        foreach (var path in Directory.EnumerateFiles(folder).Append(folder))
            Assert.Equal((path, UnixFileMode.None), (path, File.GetUnixFileMode(path) & Others));
    }

    [Fact]
    public void What_an_earlier_version_left_open_to_all_is_closed()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        SqliteDatabase.Open(folder.Path).Dispose();
        File.SetUnixFileMode(folder.File("support.db"), Others | UnixFileMode.UserRead | UnixFileMode.UserWrite);

        SqliteDatabase.Open(folder.Path).Dispose();

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(folder.File("support.db")) & Others);
    }

    [Fact]
    public async Task A_folder_whose_lock_was_removed_still_lets_no_second_process_in()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file cannot be removed here.");
        using var folder = new TemporaryFolder();
        await using var server = new LocalProcess(folder.Path);
        await server.StartAsync(Cancellation);
        File.Delete(folder.File("support.lock"));

        var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(folder.Path));

        Assert.Contains("is in use by another process", refused.Message, StringComparison.Ordinal);
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        await alice.SubmitAsync();
    }

    [Theory]
    [InlineData("support.db")]
    [InlineData("support.db-wal")]
    public async Task What_cannot_be_kept_any_more_is_refused_and_not_acknowledged(string removed)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "An open file cannot be removed here.");
        using var store = new OpenStore();
        await store.AddAsync(Some.Ticket(Some.Anna, 1));
        File.Move(Path.Combine(store.Folder, removed), Path.Combine(store.Folder, "elsewhere"));

        await Assert.ThrowsAsync<UnavailableException>(() => store.AddAsync(Some.Ticket(Some.Anna, 2)));
        await Assert.ThrowsAsync<UnavailableException>(() => store.Tickets.FindAsync(Some.Ticket(Some.Anna, 1).Id, Cancellation));
        File.Move(Path.Combine(store.Folder, "elsewhere"), Path.Combine(store.Folder, removed));

        Assert.NotNull(await store.AddAsync(Some.Ticket(Some.Anna, 3)));
        Assert.NotNull(await store.Tickets.FindAsync(Some.Ticket(Some.Anna, 1).Id, Cancellation));
    }

    [Fact]
    public void A_read_only_folder_is_named_as_that()
    {
        using var folder = new TemporaryFolder();
        using var small = SmallDisk.Mount(folder.Path, "ro");

        var refused = Assert.Throws<UnusableStoreException>(() => SqliteDatabase.Open(folder.Path));

        Assert.StartsWith($"{folder.Path} cannot be written to", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_is_refused_with_503_and_passes_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        using var small = SmallDisk.Mount(folder.Path, "size=2m");
        await using var server = new LocalProcess(folder.Path);
        await server.StartAsync(Cancellation);
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        var filler = folder.File("filler");
        Fill(filler);

        var kept = new List<string>();
        var refused = 0;
        for (var i = 0; i < 400 && refused < 3; i++)
        {
            var answer = await alice.PostAsync("/api/tickets", new { category = "question", text = new string('x', 8_000) });
            if (answer.Status == System.Net.HttpStatusCode.Created)
                kept.Add(answer.Body.GetProperty("id").GetString()!);
            else
                Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, (refused++, answer.Status).Status);
        }

        Assert.Equal(3, refused);
        File.Delete(filler);
        await alice.SubmitAsync();
        foreach (var ticket in kept)
            Assert.Equal(System.Net.HttpStatusCode.OK, (await alice.GetAsync($"/api/tickets/{ticket}")).Status);
    }

    private static void Fill(string path)
    {
        using var file = File.Create(path);
        try
        {
            for (var i = 0; i < 64; i++)
                file.Write(new byte[32 * 1024]);
            file.Flush();
        }
        catch (IOException)
        {
            // That was the last of the room.
        }
    }

    /// <summary>A file system of its own at a folder, for as long as the test; only where one may mount.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private readonly string _folder;

        private SmallDisk(string folder) => _folder = folder;

        public static SmallDisk Mount(string folder, string options)
        {
            Needs.That(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder) == 0, "It may not mount a file system.");
            return new SmallDisk(folder);
        }

        public void Dispose() => Run("umount", "-l", _folder);

        private static int Run(string program, params string[] arguments)
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode;
        }
    }
}
