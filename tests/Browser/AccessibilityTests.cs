using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

namespace ServerlessSupport.Browser;

/// <summary>axe finds nothing on any place of the console, by day and by night, on a desk and on a phone.</summary>
public sealed class AccessibilityTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    public static TheoryData<string, string, bool, int> Places => new()
    {
        { "all", ".rows", false, 1440 },
        { "all", ".rows", true, 1440 },
        { "all/TICKET", ".timeline .card", false, 1440 },
        { "all/TICKET", ".timeline .card", true, 1440 },
        { "all/TICKET", ".timeline .card", false, 390 },
        { "all", ".rows", true, 390 },
        { "mineDue", ".empty", false, 1440 },
        { "settings/me", ".segments", false, 1440 },
        { "settings/answers", ".page-body", true, 1440 },
        { "settings/queues", ".page-body", false, 1440 },
        { "settings/people", ".items", false, 1440 },
        { "settings/audit", ".line", false, 1440 },
        { "settings/upkeep", ".kept", true, 1440 },
        { "settings/upkeep", ".kept", false, 390 },
        { "settings/audit", ".line", true, 390 },
        { "customers/CUSTOMER", ".customer-data", false, 1440 },
        { "customers/CUSTOMER", ".customer-data", true, 390 },
        { "reports?days=7", ".chart-table", false, 1440 },
        { "reports", ".chart-table", true, 390 },
    };

    [Theory, MemberData(nameof(Places))]
    public async Task Nothing_is_found(string path, string shows, bool isDark, int width)
    {
        var id = await TicketAsync();
        if (path.StartsWith("reports", StringComparison.Ordinal))
            await server.CountAsync();
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: path.Replace("TICKET", id, StringComparison.Ordinal).Replace("CUSTOMER", id.Split('-')[0], StringComparison.Ordinal), role: "admin", isDark: isDark, width: width);
        await desk.Page.Locator(shows).First.WaitForAsync();

        await CheckAsync(desk);
    }

    [Theory]
    [InlineData("Control+k")]
    [InlineData("?")]
    [InlineData("r")]
    [InlineData("w")]
    [InlineData("a")]
    public async Task Nothing_is_found_when_a_key_opened_something(string key)
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{await TicketAsync()}");
        await desk.Page.Locator(".timeline .card").First.WaitForAsync();
        await desk.PressAsync(key);
        await desk.Page.Locator("dialog[open], #compose, .why").First.WaitForAsync();

        await CheckAsync(desk);
    }

    [Fact]
    public async Task Nothing_is_found_in_a_list_to_choose_from_that_has_nothing()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{await TicketAsync()}");
        await desk.Page.Locator(".timeline .card").First.WaitForAsync();
        await desk.PressAsync("a");
        await desk.TypeAsync("nobody of that name");
        await desk.Page.Locator(".picker-none").WaitForAsync();

        await CheckAsync(desk);
    }

    [Fact]
    public async Task Nothing_is_found_where_one_signs_in()
    {
        await using var desk = await Window.OpenAsync(browsers.Chromium, server.Address);
        await desk.GoAsync("");
        await desk.Page.Locator("form").WaitForAsync();

        await CheckAsync(desk);
    }

    private async Task<string> TicketAsync()
    {
        var id = await server.SubmitAsync("Where is my parcel?");
        using var ann = await server.SignInAsync("ann", "agent", "Ann");
        await ann.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/claim");
        await ann.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/progress", new { text = "We asked the carrier." });
        await ann.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "It is @ben who knows." });
        await ann.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{id}", new { priority = "high", tags = new[] { "carrier" } });
        return id;
    }

    private static async Task CheckAsync(Window desk)
    {
        var found = await desk.Page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

        Assert.True(found.Violations.Length == 0, string.Join('\n', found.Violations.Select(fault => $"{fault.Id}: {string.Join(" | ", fault.Nodes.Take(4).Select(node => node.Html))}")));
    }
}
