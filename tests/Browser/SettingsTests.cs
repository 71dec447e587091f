using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What agents and admins set: themselves, canned answers, queues, people and their roles. It shows at once and is there after a reload.</summary>
public sealed class SettingsTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task Ones_own_name_availability_and_what_one_is_told_of()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Mia", "settings/me");
        await desk.Page.Locator("#display-name").FillAsync("Mia K.");
        await desk.PressAsync("Tab");
        await desk.Page.Locator("label", new() { HasText = "Away" }).ClickAsync();
        await desk.Page.Locator("label", new() { HasText = "a rating of my answer" }).ClickAsync();
        await Expect(desk.Page.Locator(".nav-me")).ToContainTextAsync("Mia K.");
        await Expect(desk.Page.Locator(".nav-me .presence.away")).ToBeVisibleAsync();
        await SettledAsync(desk);

        await desk.Page.ReloadAsync();

        await Expect(desk.Page.Locator("#display-name")).ToHaveValueAsync("Mia K.");
        await Expect(desk.Page.Locator("label", new() { HasText = "Away" }).Locator("input")).ToBeCheckedAsync();
        await Expect(desk.Page.Locator("label", new() { HasText = "a rating of my answer" }).Locator("input")).ToBeCheckedAsync(new() { Checked = false });
    }

    [Fact]
    public async Task Colours_and_language_change_at_once_and_stay()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Lena", "settings/me");
        await desk.Page.Locator("label", new() { HasText = "Dark" }).ClickAsync();
        await Expect(desk.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await desk.Page.Locator("label", new() { HasText = "Chinese" }).ClickAsync();
        await Expect(desk.Page.Locator("h1")).ToHaveTextAsync("设置");

        await desk.Page.ReloadAsync();

        await Expect(desk.Page.Locator("h1")).ToHaveTextAsync("设置");
        await Expect(desk.Page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [Fact]
    public async Task A_canned_answer_is_written_shown_as_it_will_be_changed_and_taken_away()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: "settings/answers");
        await desk.Page.GetByText("New canned answer").ClickAsync();
        await desk.Page.Locator(".edit input").FillAsync("Refund");
        await desk.Page.Locator(".edit textarea").First.FillAsync("Dear {{customer.name}}, it is paid.");
        await Expect(desk.Page.Locator(".edit .preview")).ToContainTextAsync("Dear Alice Moreau, it is paid.");
        await desk.Page.Locator(".edit .primary").ClickAsync();
        await Expect(Item(desk, "Refund")).ToContainTextAsync("English");

        await Item(desk, "Refund").GetByText("Edit").ClickAsync();
        await desk.Page.Locator(".edit textarea").Nth(1).FillAsync("已退款。");
        await desk.Page.Locator(".edit .primary").ClickAsync();
        await Expect(Item(desk, "Refund")).ToContainTextAsync("Chinese");
        await SettledAsync(desk);
        await desk.Page.ReloadAsync();
        await Expect(Item(desk, "Refund")).ToContainTextAsync("Chinese");

        await Item(desk, "Refund").GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(Item(desk, "Refund")).ToHaveCountAsync(0);
        await desk.Page.Locator(".toast").GetByText("Undo").ClickAsync();
        await Expect(Item(desk, "Refund")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_canned_answer_that_could_not_be_kept_is_still_there_to_be_kept_later()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: "settings/answers");
        desk.Expected.Add("ERR_INTERNET_DISCONNECTED");
        await desk.Page.GetByText("New canned answer").ClickAsync();
        await desk.Page.Locator(".edit input").FillAsync("Delay");
        await desk.Page.Locator(".edit textarea").First.FillAsync("It takes longer than we thought.");
        await desk.OfflineAsync(true);
        await desk.Page.Locator(".edit .primary").ClickAsync();
        await desk.Page.Locator(".toast").First.WaitForAsync();

        await Expect(desk.Page.Locator(".edit textarea").First).ToHaveValueAsync("It takes longer than we thought.");
        await desk.OfflineAsync(false);
        await desk.Page.Locator(".edit .primary").ClickAsync();
        await Expect(Item(desk, "Delay")).ToContainTextAsync("English");
        await SettledAsync(desk);
        await desk.Page.ReloadAsync();
        await Expect(Item(desk, "Delay")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_canned_answer_stays_when_the_list_of_before_comes_late()
    {
        using var zoe = await server.SignInAsync("zoe", "agent", "Zoe");
        await zoe.SendAsync(HttpMethod.Put, "/api/agent/answers/hello", new { title = "Hello", texts = new { en = "Hello." } });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Zoe", "settings/answers");
        // What this page asked for has come: the next list that is asked for is that of the page after the reload.
        await Item(desk, "Hello").WaitForAsync();
        var (asked, written) = (new TaskCompletionSource(), new TaskCompletionSource());
        await desk.Page.RouteAsync("**/api/agent/answers", async route =>
        {
            var answer = await route.FetchAsync();
            if (asked.TrySetResult())
                await written.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await desk.Page.ReloadAsync();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await desk.Page.GetByText("New canned answer").ClickAsync();
        await desk.Page.Locator(".edit input").FillAsync("Thanks");
        await desk.Page.Locator(".edit textarea").First.FillAsync("Thank you.");
        await desk.Page.RunAndWaitForResponseAsync(
            () => desk.Page.Locator(".edit .primary").ClickAsync(), answer => answer.Request.Method == "GET" && answer.Url.EndsWith("/api/agent/answers", StringComparison.Ordinal));
        await SettledAsync(desk);

        await desk.Page.RunAndWaitForResponseAsync(
            () =>
            {
                written.SetResult();
                return Task.CompletedTask;
            },
            answer => answer.Request.Method == "GET" && answer.Url.EndsWith("/api/agent/answers", StringComparison.Ordinal));
        await desk.Page.EvaluateAsync("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))");

        Assert.True(await Item(desk, "Thanks").IsVisibleAsync());
    }

    [Fact]
    public async Task An_admin_makes_a_queue_puts_a_colleague_into_it_and_makes_them_a_lead()
    {
        using var ben = await server.SignInAsync("ben", "agent", "Ben");
        await ben.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/queues", role: "admin");
        foreach (var queue in new[] { "Billing", "Delivery" })
        {
            await desk.Page.Locator(".add input").FillAsync(queue);
            await desk.Page.Locator(".add .primary").ClickAsync();
            await Expect(desk.Page.Locator(".nav-item", new() { HasText = queue })).ToBeVisibleAsync();
        }

        await SettledAsync(desk);
        await desk.GoAsync("settings/people");
        var person = desk.Page.Locator(".person", new() { HasText = "Ben" });
        await person.GetByLabel("Billing").CheckAsync();
        await person.GetByLabel("Delivery").CheckAsync();
        await person.Locator("select").SelectOptionAsync("lead");
        await SettledAsync(desk);

        await desk.Page.ReloadAsync();

        await Expect(person.Locator("select")).ToHaveValueAsync("lead");
        await Expect(person.GetByLabel("Billing")).ToBeCheckedAsync();
        await Expect(person.GetByLabel("Delivery")).ToBeCheckedAsync();
        Assert.True((await ben.SendAsync(HttpMethod.Get, "/api/agent/me")).GetProperty("isLead").GetBoolean());
    }

    [Fact]
    public async Task What_is_chosen_while_the_team_is_read_again_stays()
    {
        using var admin = await server.SignInAsync("root", "admin");
        foreach (var queue in new[] { "east", "west" })
            await admin.SendAsync(HttpMethod.Put, $"/api/agent/queues/{queue}", new { name = queue });
        using var uma = await server.SignInAsync("uma", "agent", "Uma");
        await uma.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/people", role: "admin");
        var person = desk.Page.Locator(".person", new() { HasText = "Uma" });
        await person.WaitForAsync();
        var (read, chosen) = (new TaskCompletionSource(), new TaskCompletionSource());
        await desk.Page.RouteAsync("**/api/agent/people", async route =>
        {
            var answer = await route.FetchAsync();
            read.TrySetResult();
            await chosen.Task;
            await route.FulfillAsync(new() { Response = answer });
        });

        await person.GetByLabel("east").CheckAsync();
        await read.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await person.GetByLabel("west").CheckAsync();
        await desk.Page.RouteAsync("**/api/agent/people/*", route => Task.CompletedTask);
        await desk.Page.RunAndWaitForRequestFinishedAsync(
            () =>
            {
                chosen.SetResult();
                return Task.CompletedTask;
            },
            new() { Predicate = request => request.Url.EndsWith("/api/agent/people", StringComparison.Ordinal) });
        await desk.Page.EvaluateAsync("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))");

        await Expect(person.GetByLabel("east")).ToBeCheckedAsync();
        Assert.True(await person.GetByLabel("west").IsCheckedAsync());
    }

    [Fact]
    public async Task An_agent_sees_people_and_queues_and_changes_none()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Nina", "settings/people");

        await Expect(desk.Page.Locator(".person", new() { HasText = "Nina" }).Locator("select")).ToBeDisabledAsync();
        await desk.GoAsync("settings/queues");
        await Expect(desk.Page.GetByText("Admins change queues.")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".add")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Ones_own_phone_gets_a_test_that_tells_each_hop_and_is_signed_out()
    {
        using var pia = await server.SignInAsync("pia", "agent", "Pia");
        await pia.SendAsync(HttpMethod.Put, "/api/devices/pias-phone", new { platform = "local", model = "Fairphone 6", os = "Android 16" });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Pia", "settings/me");
        await Expect(desk.Page.Locator(".own-device")).ToContainTextAsync("Android 16");

        await desk.Page.GetByText("Send a test").ClickAsync();
        await Expect(desk.Page.Locator(".hops .past")).ToHaveCountAsync(3);

        await desk.UndoLastsAsync(TimeSpan.Zero);
        await desk.Page.ReloadAsync();
        // It is gone from the page before the server has heard of it.
        await desk.Page.RunAndWaitForResponseAsync(
            () => desk.Page.GetByRole(AriaRole.Button, new() { Name = "Sign Fairphone 6 out" }).ClickAsync(), answer => answer.Request.Method == "DELETE" && answer.Ok);
        await Expect(desk.Page.GetByText("None yet: sign in to the app")).ToBeVisibleAsync();
        await desk.Page.ReloadAsync();
        await Expect(desk.Page.GetByText("None yet: sign in to the app")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_languages_one_answers_in_are_said_by_name_and_colleagues_see_them()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Lou", "settings/me");
        await desk.Page.Locator("#my-languages").FillAsync("fr zh-CN");
        await desk.PressAsync("Tab");
        await Expect(desk.Page.GetByText("French and Chinese (China)")).ToBeVisibleAsync();
        await SettledAsync(desk);

        await desk.GoAsync("settings/people");

        await Expect(desk.Page.Locator(".person", new() { HasText = "Lou" })).ToContainTextAsync("French and Chinese (China)");
    }

    [Fact]
    public async Task An_admin_renames_a_colleague_takes_them_out_unless_it_is_undone_and_takes_them_back()
    {
        using var kim = await server.SignInAsync("kim", "agent", "Kim");
        await kim.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Boss", "settings/people", role: "admin");
        await desk.UndoLastsAsync(TimeSpan.FromHours(1));
        await desk.Page.ReloadAsync();
        await desk.Page.GetByLabel("Change Kim", new() { Exact = true }).ClickAsync();
        await desk.Page.Locator(".person-more").GetByLabel("Name").FillAsync("Kim Novak");
        await desk.PressAsync("Tab");
        await SettledAsync(desk);
        await desk.Page.ReloadAsync();
        var person = desk.Page.Locator(".person", new() { HasText = "Kim Novak" });
        await desk.Page.GetByLabel("Change Kim Novak", new() { Exact = true }).ClickAsync();

        await desk.Page.GetByText("Take out of the directory").ClickAsync();
        await Expect(person).ToHaveCountAsync(0);
        await desk.Page.Locator(".toast").GetByText("Undo").ClickAsync();
        await Expect(person).ToBeVisibleAsync();

        await desk.UndoLastsAsync(TimeSpan.Zero);
        await desk.Page.ReloadAsync();
        await desk.Page.GetByLabel("Change Kim Novak", new() { Exact = true }).ClickAsync();
        await desk.Page.RunAndWaitForResponseAsync(() => desk.Page.GetByText("Take out of the directory").ClickAsync(), answer => answer.Request.Method == "DELETE");
        await Expect(person).ToHaveCountAsync(0);
        await desk.Page.ReloadAsync();
        await Expect(desk.Page.Locator(".person", new() { HasText = "Boss" })).ToBeVisibleAsync();
        await Expect(person).ToHaveCountAsync(0);
        await kim.RefusedAsync(HttpMethod.Put, "/api/agent/me", new { displayName = "Kim" });

        await desk.Page.GetByLabel("Take kim back").ClickAsync();
        await Expect(desk.Page.Locator(".out .person", new() { HasText = "kim" })).ToHaveCountAsync(0);
        await SettledAsync(desk);
        await kim.SendAsync(HttpMethod.Get, "/api/agent/me");
    }

    private static ILocator Item(Window desk, string name) => desk.Page.Locator(".items li", new() { HasText = name });

    // What was changed is drawn, and has reached the server.
    private static async Task SettledAsync(Window desk)
    {
        await desk.Page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
        await Expect(desk.Page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
    }
}
