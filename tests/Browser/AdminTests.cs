using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What only admins do: read the audit record and see that it is whole, hand out a customer's data, and erase them.</summary>
public sealed class AdminTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task The_audit_record_tells_who_did_what_and_is_found_by_both()
    {
        var id = await server.SubmitAsync("Where is the sofa?", "sofa");
        using var vera = await MeetAsync("Vera");
        await vera.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/claim");
        await vera.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "Look into the store." });
        await using var desk = await AuditAsync();

        await desk.Page.GetByLabel("Who").SelectOptionAsync("Vera");
        await Expect(Lines(desk, "Wrote a note")).ToHaveCountAsync(1);
        await Expect(desk.Page.Locator(".line")).ToHaveCountAsync(2);
        await desk.Page.GetByLabel("What").SelectOptionAsync("Claimed a ticket");
        await Expect(desk.Page.Locator(".line")).ToHaveCountAsync(1);
        await desk.Page.ReloadAsync();
        await Expect(Lines(desk, "Claimed a ticket")).ToContainTextAsync("Vera");
        await desk.Page.GetByLabel("Details: Claimed a ticket, Vera").PressAsync("Enter");
        await Expect(desk.Page.Locator(".line-facts")).ToContainTextAsync(id);

        await desk.Page.Locator(".line-what a").ClickAsync();
        await Expect(desk.Page.Locator("#ticket-title")).ToHaveTextAsync("Where is the sofa?");
        await desk.Page.GoBackAsync();
        await Expect(Lines(desk, "Where is the sofa?")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_day_on_which_nothing_was_done_says_so()
    {
        await using var desk = await AuditAsync();

        await desk.Page.GetByLabel("To", new() { Exact = true }).FillAsync("2024-02-29");

        await Expect(desk.Page.Locator(".audit .empty")).ToContainTextAsync("Nobody did that");
        await Expect(desk.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("until=2024-02-29"));
    }

    [Fact]
    public async Task Older_lines_come_page_by_page_and_an_act_that_was_refused_says_why()
    {
        using var otto = await MeetAsync("Otto");
        for (var i = 0; i < 55; i++)
            await otto.SendAsync(HttpMethod.Put, "/api/agent/answers/otto", new { title = $"Title {i}", texts = new { en = "Text." } });
        await otto.RefusedAsync(HttpMethod.Post, $"/api/agent/tickets/{await server.SubmitAsync("Refused?", "refused")}/result", new { text = "Not claimed." });
        await using var desk = await AuditAsync();
        await desk.Page.GetByLabel("Who").SelectOptionAsync("Otto");

        await Expect(Lines(desk, "not done: not_claimed")).ToHaveCountAsync(1);
        await desk.Page.Locator(".more").ClickAsync();
        await Expect(Lines(desk, "Changed a canned answer")).ToHaveCountAsync(55);
        await Expect(desk.Page.Locator(".more")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_record_is_found_whole_and_a_line_that_is_missing_is_named()
    {
        using var ivo = await MeetAsync("Ivo");
        var key = (await ivo.SendAsync(HttpMethod.Get, "/api/agent/me")).GetProperty("key").GetString();
        await using var desk = await AuditAsync();
        await desk.Page.GetByText("Check the record").ClickAsync();
        await Expect(desk.Page.Locator(".whole")).ToContainTextAsync("none is missing, none was changed");

        await desk.Page.RouteAsync("**/api/agent/audit/verification*", route => route.FulfillAsync(new()
        {
            ContentType = "application/json",
            Body = JsonSerializer.Serialize(new { lines = 12, chains = 2, faults = new[] { new { actor = key, number = 7, kind = "missing" } } }),
        }));
        await desk.Page.GetByText("Check the record").ClickAsync();

        await Expect(desk.Page.Locator(".audit-outcome")).ToContainTextAsync("Ivo: line 7 is missing.");
    }

    [Fact]
    public async Task The_record_is_downloaded_line_by_line_with_its_signatures()
    {
        using var rhea = await MeetAsync("Rhea");
        await rhea.SendAsync(HttpMethod.Put, "/api/agent/me", new { displayName = "Rhea" });
        await using var desk = await AuditAsync();
        await desk.Page.GetByLabel("Who").SelectOptionAsync("Rhea");
        await Expect(desk.Page.Locator(".line")).ToHaveCountAsync(1);

        var download = await desk.Page.RunAndWaitForDownloadAsync(() => desk.Page.GetByText("Download", new() { Exact = true }).ClickAsync());

        await using var file = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(file);
        var lines = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("audit.ndjson", download.SuggestedFilename);
        Assert.Equal("ChangeOwnProfile", JsonElement.Parse(Assert.Single(lines)).GetProperty("line").GetProperty("action").GetString());
    }

    [Fact]
    public async Task An_agent_sees_neither_the_record_nor_what_is_done_with_a_customers_data()
    {
        var customer = await CustomerAsync("plain");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Nils", "settings/audit");
        await Expect(desk.Page.Locator("#display-name")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".tabs")).Not.ToContainTextAsync("Audit record");

        await desk.GoAsync($"customers/{customer}");
        await Expect(desk.Page.Locator(".devices")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".customer-data")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_customers_data_are_put_into_an_archive_to_download()
    {
        await using var desk = await OnCustomerAsync("packed");

        await desk.Page.GetByText("Make an archive").ClickAsync();
        await Expect(desk.Page.Locator(".customer-data")).ToContainTextAsync("1 tickets, 0 files; kept until");
        var download = await desk.Page.RunAndWaitForDownloadAsync(() => desk.Page.GetByText("Download the archive").ClickAsync());

        await using var file = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, TestContext.Current.CancellationToken);
        using var zip = new System.IO.Compression.ZipArchive(bytes);
        Assert.Contains("customer.json", zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task An_archive_that_was_given_up_says_why_and_is_not_asked_for_again()
    {
        await using var desk = await OnCustomerAsync("endless");
        var asked = 0;
        await desk.Page.RouteAsync("**/export", route =>
        {
            asked++;
            return route.FulfillAsync(new() { ContentType = "application/json", Body = JsonSerializer.Serialize(new { requestedAt = "2026-11-27T08:00:00Z", step = "failed", reason = "tooLarge", tickets = 0, files = 0, keptUntil = "2026-11-28T08:00:00Z" }) });
        });

        await desk.Page.GetByText("Make an archive").ClickAsync();

        await Expect(desk.Page.Locator(".customer-data")).ToContainTextAsync("There is too much data for an archive.");
        await Expect(desk.Page.GetByText("Make an archive")).ToHaveCountAsync(0);
        Assert.Equal(1, asked);
    }

    [Fact]
    public async Task A_customer_is_erased_for_a_reason_step_by_step_and_the_proof_stays()
    {
        await using var desk = await OnCustomerAsync("gone");
        await desk.UndoLastsAsync(TimeSpan.Zero);
        await desk.Page.ReloadAsync();
        await desk.Page.GetByText("Erase …").ClickAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true })).ToBeDisabledAsync();
        await desk.Page.GetByLabel("The customer asked for it").CheckAsync();

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true }).ClickAsync();

        desk.Expected.Add("404");
        await Expect(desk.Page.Locator(".erasure")).ToContainTextAsync("was erased. Reason: The customer asked for it.");
        await Expect(desk.Page.Locator(".erase-steps .past")).ToHaveCountAsync(3);
        await Expect(desk.Page.Locator(".erase-steps li").First).ToContainTextAsync("1");
        await desk.Page.ReloadAsync();
        await Expect(desk.Page.Locator(".erasure")).ToContainTextAsync("was erased");
    }

    [Fact]
    public async Task An_erasure_is_undone_while_nothing_has_begun()
    {
        var asked = 0;
        await using var desk = await OnCustomerAsync("kept");
        await desk.UndoLastsAsync(TimeSpan.FromHours(1));
        await desk.Page.ReloadAsync();
        desk.Page.Request += (_, request) => asked += request.Method == "DELETE" ? 1 : 0;
        await desk.Page.GetByText("Erase …").ClickAsync();
        await desk.Page.GetByLabel("The law asks for it").CheckAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Erase", Exact = true }).ClickAsync();

        await desk.Page.Locator(".toast").GetByText("Undo").ClickAsync();

        await Expect(desk.Page.Locator(".toast")).ToHaveCountAsync(0);
        await Expect(desk.Page.GetByText("Erase …")).ToBeVisibleAsync();
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task The_server_says_how_it_is_how_long_it_keeps_what_and_does_its_jobs()
    {
        await server.SubmitAsync("Renewed?", "renewed");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/upkeep", role: "admin");
        await Expect(desk.Page.Locator(".kept tr", new() { HasText = "Resolved and closed tickets" })).ToContainTextAsync("for good");
        await Expect(desk.Page.Locator(".kept tr", new() { HasText = "How updates reached devices" })).ToContainTextAsync("90 days");
        await Expect(desk.Page.Locator(".upkeep .facts-list")).ToContainTextAsync("Version");

        foreach (var (job, done) in new[] { ("Repeat erasures", "erased again"), ("Renew stored tickets", "renewed"), ("Register all devices anew", "registered") })
        {
            var row = desk.Page.Locator(".items li", new() { HasText = job });
            await row.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(row.Locator(".whole")).ToContainTextAsync(done);
        }
    }

    [Fact]
    public async Task All_settings_are_a_few_letters_away()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", role: "admin");

        await desk.PressAsync("Control+k");
        await desk.Page.Locator(".picker input").FillAsync("audit");
        await Expect(desk.Page.Locator(".picker-item.on")).ToContainTextAsync("Audit record");
        await desk.PressAsync("Enter");

        await Expect(desk.Page.Locator(".audit-filters")).ToBeVisibleAsync();
    }

    private Task<Window> AuditAsync() => Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/audit", role: "admin");

    private async Task<Window> OnCustomerAsync(string user)
    {
        var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", $"customers/{await CustomerAsync(user)}", role: "admin");
        await desk.Page.Locator(".customer-data").WaitForAsync();
        return desk;
    }

    /// <summary>Somebody with a device and a ticket, by their key.</summary>
    private async Task<string> CustomerAsync(string user)
    {
        using var customer = await server.SignInAsync(user, name: $"Customer {user}");
        await customer.SendAsync(HttpMethod.Put, $"/api/devices/phone-of-{user}", new { platform = "local" });
        var ticket = (await customer.SendAsync(HttpMethod.Post, "/api/tickets", new { category = "question", text = $"Question of {user}?" })).GetProperty("id").GetString()!;
        return ticket.Split('-')[0];
    }

    /// <summary>An agent who is in the directory.</summary>
    private async Task<Caller> MeetAsync(string name)
    {
        var agent = await server.SignInAsync(name.ToLowerInvariant(), "agent", name);
        await agent.SendAsync(HttpMethod.Get, "/api/agent/me");
        return agent;
    }

    private static ILocator Lines(Window desk, string text) => desk.Page.Locator(".line", new() { HasText = text });
}
