using System.Net;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Local.Files;

namespace ServerlessSupport.Acceptance.Attachments;

public sealed class StaleUploadTests
{
    [Fact]
    public async Task A_start_removes_uploads_that_were_not_confirmed_for_a_day_and_nothing_else()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        using var alice = await server.CustomerAsync();
        var ticket = await alice.SubmitAsync();
        var kept = await alice.AttachAsync(ticket, Uploads.Png);
        var stale = await alice.AnnounceAsync(ticket);
        await stale.UploadAsync(Uploads.Png);
        server.Time.Advance(TimeSpan.FromHours(23));
        var fresh = await alice.AnnounceAsync(ticket);
        await fresh.UploadAsync(Uploads.Png);
        server.Time.Advance(TimeSpan.FromHours(2));

        await server.StopAsync();
        await server.StartAsync();

        using var again = await server.CustomerAsync();
        Assert.Equal("attachment_not_uploaded", (await again.ConfirmAsync(ticket, stale)).Code);
        Assert.Equal(HttpStatusCode.OK, (await again.ConfirmAsync(ticket, fresh)).Status);
        using var download = await (await again.GetAsync($"{Uploads.Path(ticket)}/{kept}")).DownloadAsync();
        Assert.Equal(HttpStatusCode.OK, download.StatusCode);
    }

    [Fact]
    public async Task A_start_removes_archives_of_yesterday_and_of_a_clock_that_was_ahead()
    {
        await using var server = new RunningServer();
        await server.InitializeAsync();
        await server.StopAsync();
        var folder = Directory.CreateDirectory(Path.Combine(server.Folder, "attachments", "exports", "alice")).FullName;
        foreach (var days in (int[])[-2, 0, 30])
        {
            var archive = Path.Combine(folder, $"{days}.zip");
            await File.WriteAllTextAsync(archive, "an archive", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(archive, server.Time.GetUtcNow().AddDays(days).UtcDateTime);
        }

        await server.StartAsync();

        Assert.Equal(["0.zip"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void A_file_that_is_gone_when_its_age_is_asked_for_is_not_stale()
    {
        using var folder = new TemporaryFolder();
        var (gone, old) = (folder.File("gone"), folder.File("old"));
        File.WriteAllText(old, "an upload");
        File.SetLastWriteTimeUtc(old, RunningServer.Morning.UtcDateTime);

        Assert.False(Disk.WasWrittenBefore(gone, RunningServer.Morning.AddTicks(1)));
        Assert.False(Disk.WasWrittenBefore(old, RunningServer.Morning));
        Assert.True(Disk.WasWrittenBefore(old, RunningServer.Morning.AddTicks(1)));
    }
}
