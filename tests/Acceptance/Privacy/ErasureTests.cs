using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.Acceptance.Storage;
using ServerlessSupport.Desk;
using ServerlessSupport.Local.Backups;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Acceptance.Privacy;

/// <summary>Somebody asks to be forgotten, and nothing of theirs is found afterwards: not by asking, and not in the bytes of any file.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private static readonly string[] Marks =
        ["zebrafish", "quokkamail", "ocelotnote", "narwhalresult", "axolotlfile", "wombatchannel", "pangolinlater", "tapirdevice", "wallabymodel", "erased-person"];

    private readonly RunningServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Nothing_of_a_customer_who_asked_for_it_is_left_in_any_answer_or_file()
    {
        using var customer = await _server.CustomerAsync("erased-person");
        using var other = await _server.CustomerAsync("other");
        using var agent = await _server.AgentAsync();
        var kept = await other.SubmitAsync("What of mine?");
        var ticket = await TellAsync(customer, agent);
        await agent.UntilAsync("/api/agent/tickets?q=zebrafish", found => found.GetProperty("items").GetArrayLength() == 2);

        var answer = await customer.SendAsync(HttpMethod.Delete, "/api/me");

        Assert.Equal((HttpStatusCode.OK, "done", 3, 2), (answer.Status, answer.Body.GetProperty("step").GetString(), answer.Body.GetProperty("tickets").GetInt32(), answer.Body.GetProperty("devices").GetInt32()));
        Assert.Equal("done", (await customer.GetAsync("/api/me/erasure")).Body.GetProperty("step").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync($"/api/tickets/{ticket}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync($"/api/agent/tickets/{ticket}")).Status);
        foreach (var list in new[] { "/api/tickets", "/api/devices", "/api/updates" })
            Assert.Equal(0, (await customer.GetAsync(list)).Body.GetProperty("items").GetArrayLength());
        foreach (var list in new[] { "/api/agent/tickets?q=zebrafish", "/api/agent/tickets?tag=lost", "/api/agent/tickets?assignee=me" })
            Assert.Equal(0, (await agent.GetAsync(list)).Body.GetProperty("items").GetArrayLength());
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync($"/api/tickets/{kept}")).Status);

        await _server.StopAsync();
        var files = Files();
        Assert.Contains(files.Values, bytes => bytes.Contains("What of mine?", StringComparison.Ordinal));
        foreach (var mark in Marks)
            Assert.DoesNotContain(files, file => file.Value.Contains(mark, StringComparison.OrdinalIgnoreCase));
        await _server.StartAsync();
    }

    [Fact]
    public async Task An_admin_says_why_and_the_proof_keeps_it()
    {
        using var customer = await _server.CustomerAsync("erased-person");
        using var admin = await _server.SignInAsync("root", "admin");
        var key = (await customer.SubmitAsync("What of mine?")).Split('-')[0];

        Assert.Equal(HttpStatusCode.BadRequest, (await admin.SendAsync(HttpMethod.Delete, $"/api/agent/customers/{key}?reason=Alice+wished+it")).Status);
        Assert.Equal("legal", (await admin.SendAsync(HttpMethod.Delete, $"/api/agent/customers/{key}?reason=legal")).Body.GetProperty("reason").GetString());

        Assert.Equal("legal", (await admin.GetAsync($"/api/agent/customers/{key}/erasure")).Body.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task What_a_request_had_to_leave_a_run_of_the_timer_ends()
    {
        using var customer = await _server.CustomerAsync("erased-person");
        using var agent = await _server.AgentAsync();
        var ticket = await TellAsync(customer, agent);
        await customer.SendAsync(HttpMethod.Put, "/local/hub/faults", new { downUntil = _server.Time.GetUtcNow().AddHours(1) });

        var answer = await customer.SendAsync(HttpMethod.Delete, "/api/me");

        Assert.Equal((HttpStatusCode.Accepted, "devices"), (answer.Status, answer.Body.GetProperty("step").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await customer.GetAsync($"/api/tickets/{ticket}")).Status);

        await customer.SendAsync(HttpMethod.Put, "/local/hub/faults", new { });
        await _server.Services.GetRequiredService<ErasePeople>().RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal("done", (await customer.GetAsync("/api/me/erasure")).Body.GetProperty("step").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync($"/api/tickets/{ticket}")).Status);
        Assert.Empty(await _server.Services.GetRequiredService<IDeskStore>().ListAsync(ErasureShelves.Open, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_a_backup_made_before_brings_back_is_erased_again_before_anything_is_served()
    {
        using var customer = await _server.CustomerAsync("erased-person");
        using var other = await _server.CustomerAsync("other");
        using var agent = await _server.AgentAsync();
        await other.SubmitAsync("What of mine?");
        await TellAsync(customer, agent);
        await agent.UntilAsync("/api/agent/tickets?q=zebrafish", found => found.GetProperty("items").GetArrayLength() == 2);
        using var elsewhere = new TemporaryFolder();
        var backup = elsewhere.File("backup");
        Backup.Make(_server.Folder, backup, _server.Time.GetUtcNow());
        Assert.Equal("done", (await customer.SendAsync(HttpMethod.Delete, "/api/me")).Body.GetProperty("step").GetString());
        await _server.StopAsync();
        Directory.Delete(_server.Folder, recursive: true);
        Restore.Make(backup, _server.Folder);
        Assert.Contains(Files(), file => file.Value.Contains("zebrafish", StringComparison.Ordinal));

        await _server.StartAsync();
        using var again = await _server.CustomerAsync("erased-person");
        Assert.Equal(0, (await again.GetAsync("/api/tickets")).Body.GetProperty("items").GetArrayLength());
        Assert.Equal("done", (await again.GetAsync("/api/me/erasure")).Body.GetProperty("step").GetString());
        using var admin = await _server.SignInAsync("root", "admin");
        Assert.Equal((1, 0), (await admin.PostAsync("/api/agent/erasures/repeat") is var told ? (told.Body.GetProperty("looked").GetInt32(), told.Body.GetProperty("repeated").GetInt32()) : default));
        await _server.StopAsync();

        Assert.Contains(Files().Values, bytes => bytes.Contains("What of mine?", StringComparison.Ordinal));
        foreach (var mark in Marks)
            Assert.DoesNotContain(Files(), file => file.Value.Contains(mark, StringComparison.OrdinalIgnoreCase));
        await _server.StartAsync();
    }

    [Fact]
    public async Task An_admin_erases_a_customer_and_who_comes_back_begins_anew()
    {
        using var customer = await _server.CustomerAsync("erased-person");
        using var agent = await _server.AgentAsync();
        using var admin = await _server.SignInAsync("root", "admin");
        var ticket = await TellAsync(customer, agent);
        var key = ticket.Split('-')[0];
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync($"/api/agent/customers/{key}/erasure")).Status);

        Assert.Equal("done", (await admin.SendAsync(HttpMethod.Delete, $"/api/agent/customers/{key}")).Body.GetProperty("step").GetString());

        Assert.Equal(HttpStatusCode.NotFound, (await agent.GetAsync($"/api/agent/customers/{key}")).Status);
        var again = await customer.SubmitAsync("I am back.");
        Assert.Equal(HttpStatusCode.OK, (await customer.GetAsync($"/api/tickets/{again}")).Status);
        Assert.Equal(1, (await customer.SendAsync(HttpMethod.Delete, "/api/me")).Body.GetProperty("tickets").GetInt32());
    }

    [Fact]
    public async Task An_erasure_of_a_clock_that_was_ahead_erases_nobody_who_came_back_and_hides_no_later_one()
    {
        using var customer = await _server.CustomerAsync("erased-person");
        var key = (await customer.SubmitAsync()).Split('-')[0];
        var (people, desk) = (_server.Services.GetRequiredService<ErasePeople>(), _server.Services.GetRequiredService<IDeskStore>());
        var ahead = new Erasure { PersonKey = key, RequestedAt = RunningServer.Morning.AddYears(1), RequestedBy = key, Step = ErasureStep.Done };
        await _server.Services.GetRequiredService<IErasureRecords>().KeepAsync(ahead, TestContext.Current.CancellationToken);
        await customer.SendAsync(HttpMethod.Delete, "/api/me");
        var again = await customer.SubmitAsync("I am back.");

        Assert.Equal(0, (await people.RepeatAsync(new PageRequest(10), TestContext.Current.CancellationToken)).Repeated);
        Assert.Equal(HttpStatusCode.OK, (await customer.GetAsync($"/api/tickets/{again}")).Status);

        // As a backup has it that was made between the two.
        await desk.PutAsync(ErasureShelves.Done, key, ahead, TestContext.Current.CancellationToken);
        Assert.Equal(1, (await people.RepeatAsync(new PageRequest(10), TestContext.Current.CancellationToken)).Repeated);
        Assert.Equal(HttpStatusCode.NotFound, (await customer.GetAsync($"/api/tickets/{again}")).Status);
    }

    private Dictionary<string, string> Files() => Directory.EnumerateFiles(_server.Folder, "*", SearchOption.AllDirectories)
        .Append(_server.Folder + ".erasures").Where(File.Exists).ToDictionary(file => file, file => Encoding.Latin1.GetString(File.ReadAllBytes(file)));

    /// <summary>Leaves traces everywhere; returns the id of one of three tickets.</summary>
    private static async Task<string> TellAsync(Person customer, Person agent)
    {
        await using var phone = await customer.ConnectAsync("tapirdevice");
        await customer.SendAsync(HttpMethod.Put, "/api/devices/apple", new { platform = "apns", pushChannel = "wombatchannel", model = "wallabymodel", os = "wallabymodel", appVersion = "wallabymodel" });
        await customer.SubmitAsync("The zebrafish again.");
        await agent.ActAsync(await customer.SubmitAsync("A quokkamail came."), "claim");
        var ticket = await customer.SubmitAsync("My zebrafish is lost. Write to quokkamail.");
        var offer = (await customer.PostAsync($"/api/tickets/{ticket}/attachments", new { fileName = "axolotlfile.txt", contentType = "text/plain", size = 11 })).Body;
        using var upload = new HttpRequestMessage(HttpMethod.Put, offer.GetProperty("uploadUrl").GetString()) { Content = new StringContent("axolotlfile") };
        foreach (var header in offer.GetProperty("headers").EnumerateObject())
        {
            upload.Content.Headers.Remove(header.Name);
            if (!upload.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()) || header.Name.StartsWith("Content", StringComparison.Ordinal))
                upload.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var uploaded = await customer.Http.SendAsync(upload, TestContext.Current.CancellationToken);
        uploaded.EnsureSuccessStatusCode();
        await customer.PostAsync($"/api/tickets/{ticket}/attachments/{offer.GetProperty("attachmentId").GetString()}/confirm");
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "notes", "ocelotnote");
        await agent.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{ticket}", new { tags = new[] { "lost" } });
        await agent.PostAsync($"/api/agent/tickets/{ticket}/later", new { kind = "progress", text = "pangolinlater", at = RunningServer.Morning.AddDays(2) });
        await agent.ActAsync(ticket, "result", "narwhalresult");
        await phone.NextAsync();
        return ticket;
    }
}
