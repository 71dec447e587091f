using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Attachments;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Desk;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.People;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Acceptance.Privacy;

/// <summary>What is in the archive of a customer is what they put in and were told, all of it, and nothing of anybody else.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private static readonly string[] Forbidden = ["marked-note", "marked-agent", "marked-later", "marked-other", "marked-reason"];

    private readonly RunningServer _server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task All_of_a_customer_is_in_the_archive_and_nothing_of_agents_or_others()
    {
        using var customer = await _server.CustomerAsync("exported");
        using var other = await _server.CustomerAsync("marked-other");
        using var agent = await _server.AgentAsync("marked-agent");
        await other.SubmitAsync("marked-other question");
        await using var phone = await customer.ConnectAsync("my-phone");
        await customer.SendAsync(HttpMethod.Put, "/api/devices/my-phone", new { platform = "local", model = "Pixel 9", os = "Android 16", appVersion = "3.2.1" });
        var ticket = await customer.SubmitAsync("What of my parcel?");
        var second = await customer.SubmitAsync("And the other one?", "complaint");
        var mine = await customer.AttachAsync(ticket, Uploads.Png);
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "notes", "marked-note");
        var theirs = await agent.AttachAsync(ticket, Uploads.Png, agent: true);
        await agent.PostAsync($"/api/agent/tickets/{ticket}/later", new { kind = "progress", text = "marked-later", at = RunningServer.Morning.AddDays(2) });
        await agent.ActAsync(ticket, "progress", "We look.");
        await agent.ActAsync(ticket, "result", "It comes.");
        await customer.PostAsync($"/api/tickets/{ticket}/rating", new { score = 2, text = "Late." });
        await agent.ActAsync(ticket, "reopen", "marked-reason");
        await customer.PostAsync($"/api/tickets/{ticket}/messages", new { text = "Thank you." });
        await phone.NextAsync();
        await customer.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = new[] { new { seq = await SeqAsync(customer, ticket, "progress"), received = _server.Time.GetUtcNow(), installationId = "my-phone" } } });

        var (answer, files) = await ExportAsync(customer);

        Assert.Equal((2, 2, files.Bytes), (answer.GetProperty("tickets").GetInt32(), answer.GetProperty("files").GetInt32(), answer.GetProperty("size").GetInt64()));
        Assert.Equal(
            new[] { "customer.json", "devices.json", $"tickets/{ticket}.json", $"tickets/{second}.json" }.Order(), files.Entries.Keys.Where(name => name.EndsWith(".json", StringComparison.Ordinal)).Order());
        foreach (var attachment in new[] { mine, theirs })
            Assert.Equal(Uploads.Png, files.Entries.Single(file => file.Key.StartsWith($"attachments/{ticket}/{attachment}/", StringComparison.Ordinal)).Value);
        var told = Json(files, $"tickets/{ticket}.json");
        var shown = (await customer.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("timeline").EnumerateArray().Select(Entry).ToList();
        Assert.Equal(shown, told.GetProperty("timeline").EnumerateArray().Select(Entry));
        Assert.Contains(told.GetProperty("timeline").EnumerateArray(), entry => entry.TryGetProperty("receipt", out var receipt) && receipt.TryGetProperty("receivedAt", out _) && receipt.GetProperty("installationId").GetString() == "my-phone");
        Assert.Equal(2, told.GetProperty("timeline").EnumerateArray().Single(entry => entry.GetProperty("kind").GetString() == "rating").GetProperty("score").GetInt32());
        var device = Json(files, "devices.json").EnumerateArray().Single();
        Assert.Equal(["my-phone", "Pixel 9", "Android 16", "3.2.1"], new[] { "installationId", "model", "os", "appVersion" }.Select(name => device.GetProperty(name).GetString()!));
        Assert.Equal("exported", Json(files, "customer.json").GetProperty("customerId").GetString());
        foreach (var mark in Forbidden)
            Assert.DoesNotContain(files.Entries, file => file.Key.Contains(mark, StringComparison.OrdinalIgnoreCase) || Encoding.Latin1.GetString(file.Value).Contains(mark, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_newest_ticket_that_cannot_be_read_is_said_to_be_missing_and_hides_nothing_else()
    {
        using var customer = await _server.CustomerAsync("exported");
        using var admin = await _server.SignInAsync("root", "admin");
        var first = await customer.SubmitAsync();
        _server.Time.Advance(TimeSpan.FromMinutes(1));
        var damaged = await customer.SubmitAsync();
        await _server.Services.GetRequiredService<SqliteDatabase>().WriteAsync(
            session => session.Execute("UPDATE tickets SET json = CAST('{' AS BLOB), brief = NULL WHERE id = ?1", damaged)
                + session.Execute("INSERT OR REPLACE INTO deliveries (ticket_id, version, json) VALUES (?1, 9, CAST('{' AS BLOB))", first),
            Cancellation);

        var (_, files) = await ExportAsync(customer);

        Assert.Equal(1, Json(files, "customer.json").GetProperty("unreadable").GetInt32());
        Assert.Contains($"tickets/{first}.json", files.Entries.Keys);
        var page = await admin.GetAsync($"/api/agent/customers/{first.Split('-')[0]}?limit=1");
        Assert.Equal(first, page.Body.GetProperty("tickets").GetProperty("items")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_admin_gets_it_too_and_the_audit_record_says_so()
    {
        using var customer = await _server.CustomerAsync("exported");
        using var admin = await _server.SignInAsync("root", "admin");
        var key = (await customer.SubmitAsync()).Split('-')[0];

        var answer = await admin.GetAsync($"/api/agent/customers/{key}/export");

        Assert.Equal((HttpStatusCode.OK, "ready"), (answer.Status, answer.Body.GetProperty("step").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/agent/customers/{PersonKey.Of("nobody")}/export")).Status);
        Assert.Equal(2, (await admin.GetAsync("/api/agent/audit?action=ExportAnyCustomer")).Body.GetProperty("items").EnumerateArray().Count(line => !line.TryGetProperty("outcome", out _)));
    }

    [Fact]
    public async Task While_somebody_works_on_it_it_is_waited_for_and_one_whose_worker_died_the_timer_makes()
    {
        using var customer = await _server.CustomerAsync("exported");
        var key = (await customer.SubmitAsync()).Split('-')[0];
        var desk = _server.Services.GetRequiredService<IDeskStore>();
        await desk.PutAsync(ExportShelves.Open, key, Busy(key), Cancellation);

        var waiting = await customer.GetAsync("/api/me/export");
        await _server.Services.GetRequiredService<ExportPeople>().RunAsync(Cancellation);
        Assert.Equal((HttpStatusCode.Accepted, "/api/me/export", "10"), (waiting.Status, waiting.Headers["Location"], waiting.Headers["Retry-After"]));
        Assert.Equal(("packing", 50), (waiting.Body.GetProperty("step").GetString(), waiting.Body.GetProperty("tickets").GetInt32()));
        Assert.Equal(HttpStatusCode.Accepted, (await customer.GetAsync("/api/me/export")).Status);

        _server.Time.Advance(TimeSpan.FromMinutes(4));
        await _server.Services.GetRequiredService<ExportPeople>().RunAsync(Cancellation);

        Assert.Empty(await desk.ListAsync(ExportShelves.Open, Cancellation));
        Assert.Equal((HttpStatusCode.OK, 1), (await customer.GetAsync("/api/me/export") is var ready ? (ready.Status, ready.Body.GetProperty("tickets").GetInt32()) : default));
    }

    [Fact]
    public async Task An_archive_is_the_same_for_a_day_and_made_anew_after_it()
    {
        using var customer = await _server.CustomerAsync("exported");
        await customer.SubmitAsync();
        var (first, _) = await ExportAsync(customer);
        await customer.SubmitAsync();
        Assert.Equal(1, (await ExportAsync(customer)).Answer.GetProperty("tickets").GetInt32());

        _server.Time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(2, (await ExportAsync(customer)).Answer.GetProperty("tickets").GetInt32());
        using var old = await customer.Http.GetAsync(first.GetProperty("downloadUrl").GetString(), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, old.StatusCode);
    }

    [Fact]
    public async Task Erasing_a_customer_takes_the_archive_along()
    {
        using var customer = await _server.CustomerAsync("exported");
        await customer.SubmitAsync("The zebrafish again.");
        var (answer, _) = await ExportAsync(customer);

        await customer.SendAsync(HttpMethod.Delete, "/api/me");

        using var gone = await customer.Http.GetAsync(answer.GetProperty("downloadUrl").GetString(), Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync("/api/me/export")).Status);
        Assert.Empty(Directory.EnumerateFiles(_server.Folder, "*.zip", SearchOption.AllDirectories));
    }

    private static Export Busy(string key) => new()
    {
        PersonKey = key,
        ArchiveId = "archive",
        RequestedAt = RunningServer.Morning,
        Step = ExportStep.Packing,
        Tickets = 50,
        BusyUntil = RunningServer.Morning.AddMinutes(3),
    };

    private static async Task<(JsonElement Answer, Archive Files)> ExportAsync(Person customer)
    {
        var answer = await customer.GetAsync("/api/me/export");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        // Its address is the token: nobody's bearer is sent there.
        using var http = new HttpClient();
        var bytes = await http.GetByteArrayAsync(answer.Body.GetProperty("downloadUrl").GetString(), Cancellation);
        using var zip = new ZipArchive(new MemoryStream(bytes));
        return (answer.Body, new Archive(bytes.Length, zip.Entries.ToDictionary(entry => entry.FullName, Read)));
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static JsonElement Json(Archive files, string name) => JsonElement.Parse(files.Entries[name]);

    private static (int, string?, string?) Entry(JsonElement entry) =>
        (entry.GetProperty("seq").GetInt32(), entry.GetProperty("kind").GetString(), entry.TryGetProperty("text", out var text) ? text.GetString() : null);

    private static async Task<int> SeqAsync(Person customer, string ticket, string kind) =>
        (await customer.GetAsync($"/api/tickets/{ticket}")).Body.GetProperty("timeline").EnumerateArray().First(entry => entry.GetProperty("kind").GetString() == kind).GetProperty("seq").GetInt32();

    private sealed record Archive(long Bytes, Dictionary<string, byte[]> Entries);
}
