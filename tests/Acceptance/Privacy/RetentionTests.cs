using System.Net;
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

    private Task RunAsync() => _server.Services.GetRequiredService<RemoveExpired>().RunAsync(Cancellation);
}
