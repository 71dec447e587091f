using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Acceptance.Privacy;

/// <summary>What has ended is kept as long as the settings say, and goes with all that hangs on it.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server.Settings["Retention:EndedTickets"] = "30.00:00:00";
        _server.Settings["Audit:KeptFor"] = "30.00:00:00";
        _server.Settings["Retention:DeliveryLogs"] = "20.00:00:00";
        _server.Settings["Retention:UnconfirmedUploads"] = "02:00:00";
        await _server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Ended_tickets_go_with_their_files_and_delivery_logs_and_open_ones_stay()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone");
        var (ended, open) = (await customer.SubmitAsync("zebrafish"), await customer.SubmitAsync("quokka"));
        foreach (var ticket in new[] { ended, open })
            await customer.AttachAsync(ticket, Uploads.Png);
        await agent.ActAsync(ended, "claim");
        await agent.ActAsync(ended, "result", "It comes.");
        await phone.NextAsync();
        await agent.UntilAsync($"/api/agent/tickets/{ended}", seen => seen.GetProperty("deliveries").GetArrayLength() > 0);
        await agent.ActAsync(ended, "close");

        _server.Time.Advance(TimeSpan.FromDays(29));
        await RunAsync();
        using (var later = await _server.CustomerAsync())
            Assert.Equal(HttpStatusCode.OK, (await later.GetAsync($"/api/tickets/{ended}")).Status);

        _server.Time.Advance(TimeSpan.FromDays(2));
        await RunAsync();

        using var again = await _server.CustomerAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await again.GetAsync($"/api/tickets/{ended}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync($"/api/tickets/{open}")).Status);
        Assert.Null(await _server.Services.GetRequiredService<Push.IDeliveryLog>().FindAsync(ended, Cancellation));
        Assert.Contains(open, Assert.Single(Directory.EnumerateFiles(Path.Combine(_server.Folder, "attachments", "kept"), "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
        Assert.Equal(1, (await again.GetAsync("/api/health")).Body.GetProperty("removedTickets").GetInt32());
        Assert.Empty((await _server.Services.GetRequiredService<IAuditLog>().ListAsync(new AuditFilter(Action: "CloseTicket"), new PageRequest(1), Cancellation)).Items);
        Assert.Empty((await _server.Services.GetRequiredService<VerifyAudit>().RunAsync(null, Cancellation)).Faults);
    }

    [Fact]
    public async Task What_is_known_of_deliveries_goes_on_its_own_terms_and_nothing_is_pushed_again()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone");
        var ticket = await customer.SubmitAsync("zebrafish");
        await agent.ActAsync(ticket, "claim");
        // Of a ticket that has its result nobody is reminded, so nothing is written of it while time goes by.
        await agent.ActAsync(ticket, "result", "It comes.");
        Assert.Equal("It comes.", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.Equal(HttpStatusCode.NoContent, (await customer.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = new[] { new { seq = 3, received = _server.Time.GetUtcNow() } } })).Status);
        // Handed over, written down, and confirmed: nothing is written of it any more.
        await agent.UntilAsync($"/api/agent/tickets/{ticket}", seen => Steps(seen.GetProperty("deliveries")[0]).IsSupersetOf(["handedOver", "received"]));

        _server.Time.Advance(TimeSpan.FromDays(21));
        await RunAsync();

        using var later = await _server.AgentAsync();
        Assert.Equal(0, (await later.GetAsync($"/api/agent/tickets/{ticket}")).Body.GetProperty("deliveries").GetArrayLength());
        Assert.Equal(1, (await later.GetAsync("/api/health")).Body.GetProperty("trimmedDeliveryLogs").GetInt32());
        await _server.Services.GetRequiredService<Push.ReconcilePushes>().RunAsync(Cancellation);
        Assert.Equal(HttpStatusCode.OK, (await later.PostAsync($"/api/agent/tickets/{ticket}/result", new { text = "We found it.", corrects = 3 })).Status);
        Assert.Equal("We found it.", (await phone.NextAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Uploads_that_nobody_confirmed_go_after_the_time_that_is_set()
    {
        using var customer = await _server.CustomerAsync();
        var ticket = await customer.SubmitAsync();
        var early = await customer.AnnounceAsync(ticket);
        await early.UploadAsync(Uploads.Png);
        _server.Time.Advance(TimeSpan.FromMinutes(90));
        var late = await customer.AnnounceAsync(ticket);
        await late.UploadAsync(Uploads.Png);
        _server.Time.Advance(TimeSpan.FromMinutes(31));

        await RunAsync();

        Assert.Equal("attachment_not_uploaded", (await customer.ConfirmAsync(ticket, early)).Code);
        Assert.Equal(HttpStatusCode.OK, (await customer.ConfirmAsync(ticket, late)).Status);
        Assert.Equal(1, (await customer.GetAsync("/api/health")).Body.GetProperty("removedUploads").GetInt32());
    }

    [Fact]
    public async Task What_a_run_that_died_has_left_the_next_one_removes()
    {
        using var customer = await _server.CustomerAsync();
        var (gone, there) = (await customer.SubmitAsync(), await customer.SubmitAsync());
        foreach (var ticket in new[] { gone, there })
            await customer.AttachAsync(ticket, Uploads.Png);
        var desk = _server.Services.GetRequiredService<IDeskStore>();
        await desk.PutAsync(Removals.Shelf, Removals.Id, new Removals(0, null, [gone, there]), Cancellation);
        await _server.Services.GetRequiredService<Local.Storage.SqliteDatabase>().WriteAsync(session => session.Execute("DELETE FROM tickets WHERE id = ?1", gone), Cancellation);

        await RunAsync();

        Assert.Contains(there, Assert.Single(Directory.EnumerateFiles(Path.Combine(_server.Folder, "attachments", "kept"), "*", SearchOption.AllDirectories)), StringComparison.Ordinal);
        Assert.Empty((await desk.FindAsync(Removals.Shelf, Removals.Id, Cancellation))!.Document.Leaving);
    }

    private static HashSet<string?> Steps(JsonElement delivery) => [.. delivery.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString())];

    private Task RunAsync() => _server.Services.GetRequiredService<RemoveExpired>().RunAsync(Cancellation);
}
