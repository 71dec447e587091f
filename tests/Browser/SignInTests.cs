using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>Where the server does not sign people in by name, the issuer does, and one comes back to where one was.</summary>
public sealed class SignInTests(Browsers browsers)
{
    [Fact]
    public async Task By_the_issuer_and_back_to_the_ticket()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var server = new DeskServer { Issuer = issuer.Address };
        await server.InitializeAsync();
        var id = await server.SubmitAsync("Who are you?");
        issuer.Token = () => server.TokenOf("ann", "Ann Keller");
        await using var desk = await Window.OpenAsync(browsers.Chromium, server.Address);
        await desk.GoAsync($"all/{id}");

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();

        await Expect(desk.Entry("Who are you?")).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".nav-me")).ToContainTextAsync("Ann Keller");
        Assert.Equal(1, issuer.Taken);
        Assert.EndsWith($"/console/all/{id}", desk.Page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_signs_in_again_hears_of_what_changes_and_somebody_else_begins_anew()
    {
        await using var server = new DeskServer();
        await server.InitializeAsync();
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", "settings/me");
        await desk.Page.EvaluateAsync("window.before = 'Ann'");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await desk.Page.Locator("form button").ClickAsync();
        await desk.Page.Locator("main#main").WaitForAsync();
        await desk.PressAsync("g u");
        await Expect(desk.Page.Locator(".list .empty")).ToBeVisibleAsync();
        await server.SubmitAsync("Are you back?");
        await Expect(desk.Row("Are you back?").Or(desk.Page.Locator(".pill")).First).ToBeVisibleAsync();

        Assert.Equal("Ann", await desk.Page.EvaluateAsync<string?>("window.before"));
        await desk.GoAsync("settings/me");
        await desk.Page.EvaluateAsync("window.before = 'Ann'");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await desk.Page.Locator("input[name=user]").FillAsync("Ben");
        await desk.Page.RunAndWaitForResponseAsync(() => desk.Page.Locator("form button").ClickAsync(), answer => answer.Url.EndsWith("/console/config.json", StringComparison.Ordinal));

        await Expect(desk.Page.Locator(".nav-me")).ToContainTextAsync("Ben");
        Assert.Null(await desk.Page.EvaluateAsync<string?>("window.before"));
    }

    [Fact]
    public async Task A_code_that_nobody_asked_for_signs_nobody_in()
    {
        await using var issuer = await Issuer.StartAsync();
        await using var server = new DeskServer { Issuer = issuer.Address };
        await server.InitializeAsync();
        await using var desk = await Window.OpenAsync(browsers.Chromium, server.Address);

        await desk.GoAsync("/console?code=stolen&state=guessed");

        await Expect(desk.Page.Locator("[role=alert]")).ToBeVisibleAsync();
        await Expect(desk.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" })).ToBeVisibleAsync();
        Assert.Equal(0, issuer.Taken);
    }
}
