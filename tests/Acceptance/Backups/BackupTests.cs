using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Data.Sqlite;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Local;
using ServerlessSupport.Local.Backups;

namespace ServerlessSupport.Acceptance.Backups;

/// <summary>A backup of a running server holds all that was acknowledged before it, and becomes a server again.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.File("data");

    private string Kept => _folder.File("backup");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void That_the_disk_of_a_backup_is_full_is_said_in_a_sentence() =>
        Assert.Contains("disk is full", Assert.Single(StartFaults.Explain(new SqliteException("SQLite Error 13: 'database or disk is full'.", 13))!), StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_acknowledged_before_a_backup_under_load_is_missing_after_a_kill_and_a_restore()
    {
        var acknowledged = new ConcurrentBag<string>();
        string ticket, attachment;
        List<string> before;
        await using (var server = new LocalProcess(Data))
        {
            await server.StartAsync(Cancellation);
            using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
            ticket = await alice.SubmitAsync();
            attachment = await alice.AttachAsync(ticket, Uploads.Png);
            using var enough = new CancellationTokenSource();
            var load = Enumerable.Range(0, 4).Select(i => SubmitAsync(server.Address, $"customer-{i}", acknowledged, enough.Token)).ToList();
            await UntilAsync(() => acknowledged.Count > 100);

            before = [.. acknowledged];
            Assert.Equal(0, Run(LocalVerb.Backup, Kept));
            await server.KillAsync();
            await enough.CancelAsync();
            await Task.WhenAll(load);
        }

        var elsewhere = _folder.File("elsewhere");
        Assert.Equal(0, BackupCommands.Run(new LocalCommand(LocalVerb.Restore, Kept), elsewhere, TextWriter.Null, TimeProvider.System));
        await using var restored = new LocalProcess(elsewhere);
        await restored.StartAsync(Cancellation);
        using var agent = await Person.SignInAsync(restored.Address, "ann", "agent");
        foreach (var id in before)
            Assert.Equal((id, HttpStatusCode.OK), (id, (await agent.GetAsync($"/api/agent/tickets/{id}")).Status));
        using var again = await Person.SignInAsync(restored.Address, "alice", "customer");
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync($"{Uploads.Path(ticket)}/{attachment}")).Status);
    }

    [Fact]
    public async Task Tokens_and_data_of_the_restored_server_are_those_of_the_old_one_and_the_old_one_starts_too()
    {
        await using var server = new LocalProcess(Data);
        await server.StartAsync(Cancellation);
        using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
        var ticket = await alice.SubmitAsync();
        await server.KillAsync();

        // Of one that was killed: its log is still its own.
        Assert.Equal(0, Run(LocalVerb.Backup, Kept));
        Assert.Equal(0, Run(LocalVerb.Verify, null));
        await server.StartAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await alice.GetAsync($"/api/tickets/{ticket}")).Status);
    }

    [Fact]
    public async Task Nothing_is_ever_written_over()
    {
        await MakeAsync();

        Assert.Contains("exists already", Assert.Throws<InvalidDataException>(() => Run(LocalVerb.Backup, Kept)).Message, StringComparison.Ordinal);
        Assert.Contains("is not empty", Assert.Throws<InvalidDataException>(() => Run(LocalVerb.Restore, Kept)).Message, StringComparison.Ordinal);
        Assert.Contains("is no backup", Assert.Throws<InvalidDataException>(() => Run(LocalVerb.Restore, _folder.File("none"))).Message, StringComparison.Ordinal);
        Assert.Contains("holds no support.db", Assert.Throws<InvalidDataException>(() => Backup.Make(_folder.File("none"), _folder.File("new"), default)).Message, StringComparison.Ordinal);
        Assert.Equal(["backup", "data"], Directory.EnumerateDirectories(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("issuer.pem")]
    [InlineData("support.db")]
    [InlineData("attachments")]
    public async Task What_is_damaged_or_missing_is_found_and_not_restored(string part)
    {
        await MakeAsync();
        if (part == "attachments")
            File.Delete(Directory.EnumerateFiles(Path.Combine(Kept, part), "*", SearchOption.AllDirectories).Single());
        else
            await File.AppendAllTextAsync(Path.Combine(Kept, part), "x", Cancellation);

        Assert.Equal(1, Run(LocalVerb.Verify, Kept));
        Assert.Contains("Nothing was restored", Assert.Throws<InvalidDataException>(() => Restore.Make(Kept, _folder.File("new"))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("new")));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"madeAt":"2026-11-27T08:00:00Z","version":"1","files":[null]}""")]
    [InlineData("""{"madeAt":"2026-11-27T08:00:00Z","version":"1","files":[{"name":"../../elsewhere","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}""")]
    public async Task A_list_that_names_nothing_or_files_outside_of_the_backup_is_none(string list)
    {
        Directory.CreateDirectory(Path.Combine(Kept, "within"));
        await File.WriteAllTextAsync(Path.Combine(Kept, "within", "backup.json"), list, Cancellation);
        await File.WriteAllTextAsync(_folder.File("elsewhere"), "", Cancellation);

        Assert.Contains("is no list of a backup", Assert.Throws<InvalidDataException>(() => Restore.Make(Path.Combine(Kept, "within"), _folder.File("new"))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("new")));
    }

    [Fact]
    public async Task A_folder_that_goes_away_while_it_is_copied_as_that_of_who_is_erased_is_left_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Files that hold up whoever reads them are made by mkfifo.");
        var from = _folder.File("from");
        Directory.CreateDirectory(Path.Combine(from, "customer", "ticket"));
        var held = Path.Combine(from, "customer", "ticket", "held");
        using (var made = Process.Start("mkfifo", held))
            await made.WaitForExitAsync(Cancellation);
        var copying = Task.Run(() => FolderCopy.Folder(from, _folder.File("to")), Cancellation);
        await using (await Task.Run(() => new FileStream(held, FileMode.Open, FileAccess.Write), Cancellation))
            Directory.Delete(Path.Combine(from, "customer"), recursive: true);

        await copying;

        Assert.Equal(["customer"], Directory.EnumerateFileSystemEntries(_folder.File("to")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_backup_whose_folder_cannot_be_made_says_which()
    {
        await MakeAsync();
        await File.WriteAllTextAsync(_folder.File("file"), "", Cancellation);
        var within = Path.Combine(_folder.File("file"), "monday");

        Assert.StartsWith($"{within} cannot be made", Assert.Throws<InvalidDataException>(() => Run(LocalVerb.Backup, within)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{within} cannot be made", Assert.Throws<InvalidDataException>(() => Restore.Make(Kept, within)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backup_without_its_list_is_none_to_either_command()
    {
        await MakeAsync();
        File.Delete(Path.Combine(Kept, "backup.json"));

        var output = new StringWriter();
        Assert.Equal(1, BackupCommands.Run(new LocalCommand(LocalVerb.Verify, Kept), Data, output, TimeProvider.System));
        Assert.Contains("is no backup: it has no backup.json", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("is no backup", Assert.Throws<InvalidDataException>(() => Run(LocalVerb.Restore, Kept)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("attachments")]
    [InlineData("issuer.pem")]
    [InlineData("support.db-wal")]
    public async Task Looking_at_a_data_folder_names_what_is_wrong(string part)
    {
        await using (var server = new LocalProcess(Data))
        {
            await server.StartAsync(Cancellation);
            using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
            await alice.AttachAsync(await alice.SubmitAsync(), Uploads.Png);
        }

        Assert.Equal(0, Run(LocalVerb.Verify, null));
        if (part == "attachments")
            Directory.Delete(Path.Combine(Data, part, "kept"), recursive: true);
        else if (part == "issuer.pem")
            await File.WriteAllTextAsync(Path.Combine(Data, part), "", Cancellation);
        else
            File.Delete(Path.Combine(Data, part));

        var output = new StringWriter();
        Assert.Equal(1, BackupCommands.Run(new LocalCommand(LocalVerb.Verify, null), Data, output, TimeProvider.System));
        Assert.Contains(part, output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backup needs the folder", "backup")]
    [InlineData("backup needs the folder", "backup", "", "--data", "x")]
    [InlineData("restore needs the folder", "restore", "--data", "x")]
    public void A_command_without_its_folder_says_so(string sentence, params string[] arguments) =>
        Assert.StartsWith(sentence, LocalArguments.Read(arguments).Error, StringComparison.Ordinal);

    private int Run(LocalVerb verb, string? folder) => BackupCommands.Run(new LocalCommand(verb, folder), Data, TextWriter.Null, TimeProvider.System);

    private async Task MakeAsync()
    {
        await using (var server = new LocalProcess(Data))
        {
            await server.StartAsync(Cancellation);
            using var alice = await Person.SignInAsync(server.Address, "alice", "customer");
            await alice.AttachAsync(await alice.SubmitAsync(), Uploads.Png);
        }

        Assert.Equal(0, Run(LocalVerb.Backup, Kept));
    }

    private static async Task SubmitAsync(Uri address, string customer, ConcurrentBag<string> acknowledged, CancellationToken enough)
    {
        using var person = await Person.SignInAsync(address, customer, "customer");
        try
        {
            while (!enough.IsCancellationRequested)
                acknowledged.Add(await person.SubmitAsync());
        }
        catch (HttpRequestException)
        {
            // The server was killed.
        }
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        timeout.CancelAfter(TimeSpan.FromMinutes(1));
        while (!isSo())
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, timeout.Token);
    }

    public void Dispose() => _folder.Dispose();
}
