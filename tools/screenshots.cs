#:package Microsoft.Playwright
#:property PublishAot=false
// Makes the pictures of the README: starts the demo, plays its story, and photographs it in Debian's Chromium. From the repository's root:
//   dotnet run tools/screenshots.cs
using System.Diagnostics;
using Microsoft.Playwright;

const string Url = "http://127.0.0.1:7079";
var data = Directory.CreateTempSubdirectory("screenshots-");
using var server = Process.Start(new ProcessStartInfo("dotnet", ["run", "--project", "functions/Local", "--", "--demo", "--data", data.FullName, "--url", Url, "--Reminders:First", "01:00:00"]) { RedirectStandardOutput = true })!;
server.OutputDataReceived += (_, _) => { };
server.BeginOutputReadLine();
try
{
    await StartedAsync();
    using var playwright = await Playwright.CreateAsync();
    await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ["--no-sandbox"] });
    await DemoAsync(browser);
    await ConsoleAsync(browser, "console", 1280, 800, isDark: false);
    await ConsoleAsync(browser, "console-dark", 1280, 800, isDark: true);
    await ConsoleAsync(browser, "console-phone", 390, 780, isDark: false);
    return 0;
}
finally
{
    server.Kill(entireProcessTree: true);
    await server.WaitForExitAsync();
    data.Delete(recursive: true);
}

static async Task StartedAsync()
{
    using var http = new HttpClient();
    for (var tries = 0; tries < 600; tries++)
    {
        try
        {
            // The demo's own tickets come a moment after the server.
            if ((await http.GetAsync($"{Url}/api/health")).IsSuccessStatusCode && tries > 20)
                return;
        }
        catch (HttpRequestException)
        {
        }

        await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, CancellationToken.None);
    }

    throw new TimeoutException("The demo did not start.");
}

static async Task DemoAsync(IBrowser browser)
{
    var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1360, Height = 850 } });
    await page.GotoAsync($"{Url}/demo");
    await page.GetByText("She asks again").WaitForAsync();
    await page.Locator("#alice .bubble.status").WaitForAsync();
    await page.Locator("#alice .push").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    await page.ScreenshotAsync(new() { Path = "docs/images/demo.png" });
    await page.CloseAsync();
}

static async Task ConsoleAsync(IBrowser browser, string name, int width, int height, bool isDark)
{
    var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light });
    await page.GotoAsync($"{Url}/console");
    await page.Locator("input[name=user]").FillAsync("Ann");
    await page.Locator("label:has(input[value=admin])").ClickAsync();
    await page.Locator("form button").ClickAsync();
    await page.Locator("main#main").WaitForAsync();
    await page.GotoAsync($"{Url}/console/all");
    await page.Locator(".row", new() { HasText = "Where is my parcel?" }).Locator("a").ClickAsync();
    await page.Locator(".entry.progress").WaitForAsync();
    if (width > 720)
    {
        if (!isDark)
        {
            await page.Keyboard.PressAsync("c");
            await page.Locator(".toast").WaitForAsync();
            await page.Locator(".toast").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        }

        await page.Keyboard.PressAsync("r");
        await page.Keyboard.TypeAsync("It arrives tomorrow before noon.");
    }

    await page.Mouse.MoveAsync(0, 0);
    await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
    await page.ScreenshotAsync(new() { Path = $"docs/images/{name}.png" });
    await page.CloseAsync();
}
