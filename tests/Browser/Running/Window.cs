namespace ServerlessSupport.Browser.Running;

/// <summary>A browser window of one person. Whatever the page complains of, as errors, scripts that the policy refused or answers nobody expected, fails the test at its end.</summary>
public sealed class Window : IAsyncDisposable
{
    private const float Patience = 60_000;

    private readonly IBrowserContext _context;
    private readonly Uri _server;
    private readonly List<string> _complaints = [];

    private Window(IBrowserContext context, IPage page, Uri server)
    {
        (_context, Page, _server) = (context, page, server);
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) => Hear(message.Type is "error" or "warning", $"{message.Text} ({message.Location})");
        page.PageError += (_, fault) => Hear(true, fault);
    }

    public IPage Page { get; }

    /// <summary>Complaints that the test brings about, by a part of their text.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>Opens a window of this size, in this language.</summary>
    public static async Task<Window> OpenAsync(IBrowser browser, Uri server, int width = 1440, int height = 900, string language = "en-US", bool isDark = false)
    {
        var isPhone = width < 720;
        var context = await browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = height },
            Locale = language,
            ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            HasTouch = isPhone,
            IsMobile = isPhone,
        });
        await SlowAnswers.AddAsync(context);
        return new Window(context, await context.NewPageAsync(), server);
    }

    /// <summary>The same, with an agent signed in and this place of the console open.</summary>
    public static async Task<Window> SignedInAsync(IBrowser browser, Uri server, string name = "Ann", string path = "all", string role = "agent", int width = 1440, int height = 900, string language = "en-US", bool isDark = false)
    {
        var desk = await OpenAsync(browser, server, width, height, language, isDark);
        await desk.GoAsync("");
        await desk.Page.Locator("input[name=user]").FillAsync(name);
        await desk.Page.Locator($"label:has(input[value={role}])").ClickAsync();
        await desk.Page.Locator("form button").ClickAsync();
        await desk.Page.Locator("main#main").WaitForAsync();
        await desk.GoAsync(path);
        await desk.Page.Locator("main#main").WaitForAsync();
        return desk;
    }

    public Task GoAsync(string path) => Page.GotoAsync(new Uri(_server, path.StartsWith('/') ? path : $"/console/{path}").ToString());

    /// <summary>The same, and waits until the page hears of what changes: what changed before, it reads without a word.</summary>
    public async Task LiveAsync(string path)
    {
        await GoAsync(path);
        // Of this page: an answer that the page before had asked for may still come meanwhile.
        await Page.EvaluateAsync("async () => { while (!performance.getEntriesByType('resource').some(each => each.name.includes('/api/agent/changes'))) await new Promise(done => setTimeout(done, 20)); }");
    }

    /// <summary>The row of a ticket in the list.</summary>
    public ILocator Row(string subject) => Page.Locator(".row", new() { HasText = subject });

    /// <summary>An entry of the timeline by its text.</summary>
    public ILocator Entry(string text) => Page.Locator(".timeline .entry", new() { HasText = text });

    /// <summary>Presses keys one after the other, as <c>G M</c>.</summary>
    public async Task PressAsync(string keys)
    {
        foreach (var key in keys.Split(' '))
            await Page.Keyboard.PressAsync(key);
    }

    public Task TypeAsync(string text) => Page.Keyboard.TypeAsync(text);

    /// <summary>Keeps requests to these addresses from the server until what it gives is called.</summary>
    public async Task<Action> HoldAsync(string addresses)
    {
        var released = new TaskCompletionSource();
        await Page.RouteAsync(addresses, async route =>
        {
            await released.Task;
            await route.ContinueAsync();
        });
        return released.SetResult;
    }

    /// <summary>From the next page on, the 5 seconds for thinking better of something last so long: an hour, that no slow machine misses them, or no time, that nobody waits for them.</summary>
    public Task UndoLastsAsync(TimeSpan time) => Page.AddInitScriptAsync(
        $$"""{ const wait = setTimeout; window.setTimeout = (run, delay, ...rest) => wait(run, delay === 5000 ? {{(int)time.TotalMilliseconds}} : delay, ...rest); }""");

    public Task OfflineAsync(bool isOffline) => _context.SetOfflineAsync(isOffline);

    /// <summary>Nothing was complained of so far.</summary>
    public void IsQuiet()
    {
        lock (_complaints)
            Assert.True(_complaints.TrueForAll(complaint => Expected.Exists(each => complaint.Contains(each, StringComparison.Ordinal))), string.Join("\n", _complaints));
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        IsQuiet();
    }

    private void Hear(bool isComplaint, string text)
    {
        if (!isComplaint)
            return;
        lock (_complaints)
            _complaints.Add(text);
    }
}
