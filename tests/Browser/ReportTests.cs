using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What leads see of how the desk does.</summary>
public sealed class ReportTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task A_lead_reads_how_the_desk_does_in_a_sentence_a_chart_and_a_table()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Root", role: "admin");
        await desk.Page.Locator(".nav-item", new() { HasText = "Reports" }).WaitForAsync();
        await desk.PressAsync("g r");
        await Expect(desk.Page.Locator(".reports .empty")).ToContainTextAsync("Nothing is counted yet");

        using var ann = await server.SignInAsync("ann", "agent", "Ann");
        var answered = await server.SubmitAsync("Where is my parcel?");
        await ann.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{answered}/claim");
        await ann.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{answered}/result", new { text = "It arrives tomorrow." });
        await server.SubmitAsync("And where is the other one?");
        await server.CountAsync();
        await desk.Page.ReloadAsync();

        await Expect(desk.Page.Locator(".report-first")).ToContainTextAsync(new Regex(@"^Half of all tickets get their result within \d+ (sec|min), nine of ten"));
        await Expect(desk.Page.Locator(".report-rest")).ToContainTextAsync("2 tickets were raised, 1 got a result, 0 were taken up again.");
        var tickets = desk.Page.GetByRole(AriaRole.Region, new() { Name = "Tickets a day" });
        await Expect(tickets.Locator("tbody tr")).ToHaveCountAsync(30);
        await Expect(tickets.Locator("tbody tr").First.Locator("td")).ToHaveTextAsync(["2", "1"]);
        await Expect(desk.Page.Locator(".chart").First.Locator("rect.first")).ToHaveCountAsync(30);

        await desk.Page.GetByLabel("Time").SelectOptionAsync("90");
        await Expect(tickets.Locator("tbody tr")).ToHaveCountAsync(90);
        await Expect(desk.Page).ToHaveURLAsync(new Regex("reports\\?days=90"));
        // The choice is what is shown, wherever one goes back and forward to.
        foreach (var (days, go) in new (int, Func<Task>)[] { (30, () => desk.Page.GoBackAsync()), (90, () => desk.Page.GoForwardAsync()), (30, () => desk.Page.GoBackAsync()) })
        {
            await go();
            await Expect(tickets.Locator("tbody tr")).ToHaveCountAsync(days);
            await Expect(desk.Page.GetByLabel("Time")).ToHaveValueAsync($"{days}");
        }

        // What was read stays when it cannot be read anew.
        desk.Expected.Add("503");
        await desk.Page.Clock.InstallAsync();
        await desk.Page.ReloadAsync();
        await Expect(tickets.Locator("tbody tr")).ToHaveCountAsync(30);
        await desk.Page.RouteAsync("**/api/agent/reports*", route => route.FulfillAsync(new() { Status = 503 }));
        await desk.Page.Clock.RunForAsync(61_000);
        await desk.PressAsync("g r");
        await Expect(desk.Page.Locator(".reports .bad-text")).ToBeVisibleAsync();
        await Expect(tickets.Locator("tbody tr")).ToHaveCountAsync(30);
        await desk.Page.UnrouteAsync("**/api/agent/reports*");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(desk.Page.Locator(".reports .bad-text")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_leads_nobody_is_not_shown_the_way_and_is_told_why_at_its_end()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Vera");
        desk.Expected.Add("403");
        await desk.Page.Locator(".nav-me .presence").WaitForAsync();

        await Expect(desk.Page.Locator(".nav-item", new() { HasText = "Reports" })).ToHaveCountAsync(0);
        await desk.GoAsync("reports");
        await Expect(desk.Page.Locator(".reports .empty")).ToBeVisibleAsync();
    }
}
