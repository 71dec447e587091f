using Microsoft.Extensions.Configuration;

[assembly: AssemblyFixture(typeof(ServerlessSupport.Browser.Running.Browsers))]

namespace ServerlessSupport.Browser.Running;

/// <summary>The browser that the machine has (Debian's package chromium), started once for all tests. Where there is none they are skipped, or with REQUIRE_ALL=1 fail.</summary>
public sealed class Browsers : IAsyncLifetime
{
    private static readonly IConfiguration Environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Places.FirstOrDefault(File.Exists) is not { } program)
            return;
        Assertions.SetDefaultExpectTimeout(60_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] });
    }

    /// <summary>The browser; without one the test ends here.</summary>
    public IBrowser Chromium
    {
        get
        {
            if (_browser is null && Environment["REQUIRE_ALL"] == "1")
                Assert.Fail("There is no Chromium: apt-get install chromium.");
            Assert.SkipWhen(_browser is null, "There is no Chromium: apt-get install chromium.");
            return _browser!;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
