using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What one looks at is what one clicks: a row stays the row of what it shows, whatever comes from the server in between.</summary>
public sealed class RowsTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task A_new_row_stands_where_it_stays_and_is_the_same_one_when_the_list_is_read()
    {
        using var agent = await server.SignInAsync("rae", "agent", "Rae");
        // The server tells them by their ids, of which a new one is likely to be the first.
        await agent.SendAsync(HttpMethod.Put, "/api/agent/answers/zz", new { title = "Welcome", texts = new { en = "Welcome." } });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Rae", "settings/answers");
        await Expect(Rows(desk)).ToHaveCountAsync(1);
        var release = await desk.HoldAsync("**/api/agent/answers");
        await WriteAnswerAsync(desk, "Yes");
        var row = await Row(desk, "Yes").ElementHandleAsync();
        await Expect(Rows(desk).Nth(1)).ToContainTextAsync("Yes");

        await desk.Page.RunAndWaitForResponseAsync(() => Done(release), answer => answer.Url.EndsWith("/api/agent/answers", StringComparison.Ordinal));
        await Expect(desk.Page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        await DrawnAsync(desk);

        Assert.Contains("Yes", await row.TextContentAsync(), StringComparison.Ordinal);
        await Expect(Rows(desk).Nth(1)).ToContainTextAsync("Yes");
    }

    [Fact]
    public async Task What_a_colleague_adds_above_does_not_become_what_is_being_typed_in()
    {
        await using var server = await FreshAsync();
        using var boss = await server.SignInAsync("boss2", "admin");
        await boss.SendAsync(HttpMethod.Put, "/api/agent/queues/m", new { name = "Middle" });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/queues", role: "admin");
        var typedIn = desk.Page.Locator(".items input");
        await Expect(typedIn).ToHaveValueAsync("Middle");
        await boss.SendAsync(HttpMethod.Put, "/api/agent/queues/a", new { name = "Above" });
        await typedIn.FillAsync("Midway");
        await desk.Page.EvaluateAsync("() => document.querySelector('.add input').value = 'Last'");
        await desk.Page.EvaluateAsync("() => document.querySelector('.add').requestSubmit()");
        await Expect(desk.Page.Locator(".items input")).ToHaveCountAsync(3);

        await desk.PressAsync("Enter");

        await Expect(desk.Page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        await DrawnAsync(desk);
        Assert.Equal(["Above", "Last", "Midway"], await NamesAsync(desk));
        Assert.Equal("Midway", await FocusedAsync(desk));
    }

    [Fact]
    public async Task A_name_that_moves_its_row_keeps_the_field_that_it_was_typed_in()
    {
        await using var server = await FreshAsync();
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/queues", role: "admin");
        foreach (var name in new[] { "Bikes", "Cars", "Trains" })
        {
            await desk.Page.Locator(".add input").FillAsync(name);
            await desk.PressAsync("Enter");
        }

        await Expect(desk.Page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        await desk.Page.Locator(".items input").First.FillAsync("Walking");
        await desk.PressAsync("Enter");
        await DrawnAsync(desk);

        Assert.Equal(["Cars", "Trains", "Walking"], await NamesAsync(desk));
        Assert.Equal("Walking", await FocusedAsync(desk));
    }

    [Fact]
    public async Task A_role_that_is_refused_is_shown_as_it_was()
    {
        using var sam = await server.SignInAsync("sam", "agent", "Sam");
        await sam.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/people", role: "admin");
        desk.Expected.Add("503");
        var role = desk.Page.Locator(".person", new() { HasText = "Sam" }).Locator("select");
        foreach (var chosen in new[] { "lead", "agent" })
        {
            await role.SelectOptionAsync(chosen);
            await DrawnAsync(desk);
            await Expect(desk.Page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        }

        await desk.Page.RouteAsync("**/api/agent/people/*", route => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = """{"code":"unavailable"}""" }));

        await role.SelectOptionAsync("admin");

        await desk.Page.Locator(".toast.bad").WaitForAsync();
        await Expect(role).ToHaveValueAsync("agent");
    }

    [Fact]
    public async Task Taking_a_removal_back_takes_nothing_else_back()
    {
        await using var desk = await TakingOutAsync("Ida", colleague: "Jon");
        var role = desk.Page.Locator(".person", new() { HasText = "Jon" }).Locator("select");
        await desk.Page.RouteAsync("**/api/agent/people", route => Task.CompletedTask);
        await role.SelectOptionAsync("lead");

        await desk.Page.Locator(".toast").GetByText("Undo").ClickAsync();

        await Expect(desk.Page.Locator(".person", new() { HasText = "Ida" })).ToBeVisibleAsync();
        await Expect(role).ToHaveValueAsync("lead");
    }

    [Fact]
    public async Task Who_is_being_taken_out_is_not_shown_again_by_a_list_that_is_read_meanwhile()
    {
        await using var desk = await TakingOutAsync("Eva", colleague: "Tim");

        await desk.Page.RunAndWaitForResponseAsync(
            () => desk.Page.Locator(".person", new() { HasText = "Tim" }).Locator("select").SelectOptionAsync("lead"),
            answer => answer.Request.Method == "GET" && answer.Url.EndsWith("/api/agent/people", StringComparison.Ordinal));
        await Expect(desk.Page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        await DrawnAsync(desk);

        Assert.Equal(0, await desk.Page.Locator(".person", new() { HasText = "Eva" }).CountAsync());
        await desk.Page.Locator(".toast").GetByText("Undo").ClickAsync();
        await Expect(desk.Page.Locator(".person", new() { HasText = "Eva" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_one_has_gone_to_is_taken_though_more_was_found_before_it()
    {
        await server.SubmitAsync("The settings of my parcel");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Pat");
        var release = await desk.HoldAsync("**/api/agent/tickets?q=*");
        await desk.PressAsync("Control+k");
        await desk.TypeAsync("settings");
        await desk.PressAsync("ArrowUp");
        await Expect(desk.Page.Locator(".picker-item.on")).ToContainTextAsync("Search all");

        release();
        await Expect(desk.Page.Locator(".picker-item", new() { HasText = "The settings of my parcel" })).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".picker-item.on")).ToContainTextAsync("Search all");
        await desk.PressAsync("Enter");

        await Expect(desk.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("[?&]q=settings"));
    }

    // An admin has taken somebody out of the directory and has an hour to think better of it.
    private async Task<Window> TakingOutAsync(string name, string colleague)
    {
        foreach (var each in new[] { name, colleague })
        {
            using var person = await server.SignInAsync(each.ToLowerInvariant(), "agent", each);
            await person.SendAsync(HttpMethod.Get, "/api/agent/me");
        }

        var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", role: "admin");
        await desk.UndoLastsAsync(TimeSpan.FromHours(1));
        await desk.GoAsync("settings/people");
        await desk.Page.GetByLabel($"Change {name}", new() { Exact = true }).ClickAsync();
        await desk.Page.GetByText("Take out of the directory").ClickAsync();
        return desk;
    }

    private static async Task<DeskServer> FreshAsync()
    {
        var server = new DeskServer();
        await server.InitializeAsync();
        return server;
    }

    private static Task<string[]> NamesAsync(Window desk) => desk.Page.Locator(".items input").EvaluateAllAsync<string[]>("fields => fields.map(field => field.value)");

    private static Task<string> FocusedAsync(Window desk) => desk.Page.EvaluateAsync<string>("() => document.activeElement.value");

    private static async Task WriteAnswerAsync(Window desk, string title)
    {
        await desk.Page.GetByText("New canned answer").ClickAsync();
        await desk.Page.Locator(".edit input").FillAsync(title);
        await desk.Page.Locator(".edit textarea").First.FillAsync($"{title}.");
        await desk.Page.Locator(".edit .primary").ClickAsync();
    }

    private static Task Done(Action act)
    {
        act();
        return Task.CompletedTask;
    }

    private static ILocator Rows(Window desk) => desk.Page.Locator(".items li");

    private static ILocator Row(Window desk, string name) => desk.Page.Locator(".items li", new() { HasText = name });

    private static Task DrawnAsync(Window desk) =>
        desk.Page.EvaluateAsync("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))");
}
