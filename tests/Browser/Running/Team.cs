using System.Text.Json;
using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser.Running;

/// <summary>Ten people at ten consoles, each in a window of their own, and what they do there by mouse and keys.</summary>
public sealed class Team : IAsyncDisposable
{
    private const int AtOnce = 4;
    private static readonly string[] Names = ["Ann", "Ben", "Cem", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Jo"];

    private readonly Dictionary<string, Window> _windows = [];

    /// <summary>The window of somebody.</summary>
    public Window this[string name] => _windows[name];

    /// <summary>Jo is the admin. Whose <paramref name="clock"/> is given lives so much behind.</summary>
    public static async Task<Team> GatherAsync(IBrowser browser, Uri server, string late, TimeSpan clock)
    {
        var team = new Team();
        await Parallel.ForEachAsync(Names, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (name, _) =>
        {
            var window = await Window.SignedInAsync(browser, server, name, role: name == "Jo" ? "admin" : "agent");
            await window.UndoLastsAsync(TimeSpan.Zero);
            if (name == late)
                await window.Page.AddInitScriptAsync($"{{ const now = Date.now.bind(Date); Date.now = () => now() - {(long)clock.TotalMilliseconds}; }}");
            lock (team._windows)
                team._windows[name] = window;
            await window.GoAsync("all");
            await window.Page.Locator("main#main").WaitForAsync();
        });
        return team;
    }

    /// <summary>Opens a ticket from the list.</summary>
    public async Task OpenAsync(string name, string subject)
    {
        var window = this[name];
        if (!await window.Page.Locator(".list").IsVisibleAsync())
            await window.Page.Locator(".nav-item[href='/console/all']").ClickAsync();
        var pill = window.Page.Locator(".pill");
        await window.Row(subject).Or(pill).First.WaitForAsync();
        // The list never moves under the pointer: what is new comes when one wants it.
        if (await window.Row(subject).CountAsync() == 0)
            await pill.ClickAsync();
        await window.Row(subject).Locator("a").ClickAsync();
        await Expect(window.Page.Locator("#ticket-title")).ToHaveTextAsync(subject);
        await window.Page.Locator(".timeline .card").First.WaitForAsync();
    }

    /// <summary>Opens a ticket and takes it on.</summary>
    public async Task ClaimAsync(string name, string subject)
    {
        await OpenAsync(name, subject);
        await this[name].PressAsync("c");
        await Expect(this[name].Page.Locator(".head-who")).ToHaveTextAsync("You");
        await this[name].Page.Locator(".entry.event", new() { HasText = "took it on" }).First.WaitForAsync();
    }

    /// <summary>Opens a ticket and writes on it by one of the keys R, P, M or N.</summary>
    public async Task WriteAsync(string name, string subject, string key, string text)
    {
        await OpenAsync(name, subject);
        await this[name].PressAsync(key);
        await this[name].Page.Locator("#compose").FillAsync(text);
        await this[name].PressAsync("Control+Enter");
        await Expect(this[name].Page.Locator(".timeline .entry:not(.pending)", new() { HasText = text })).ToBeVisibleAsync();
    }

    /// <summary>Opens the list of what a key offers, and takes what has this text.</summary>
    public async Task ChooseAsync(string name, string key, string what)
    {
        await this[name].PressAsync(key);
        await this[name].Page.Locator("dialog[open] input").FillAsync(what);
        await this[name].Page.Locator(".picker-item", new() { HasText = what }).First.ClickAsync();
    }

    /// <summary>Selects tickets in the list and writes one text to all of them.</summary>
    public async Task WriteToAllAsync(string name, IReadOnlyList<string> subjects, string mode, string text)
    {
        await SelectAsync(name, subjects);
        await this[name].Page.GetByText("Write to all").ClickAsync();
        await this[name].Page.Locator("dialog[open] label", new() { HasText = mode }).ClickAsync();
        await this[name].Page.Locator("dialog textarea").FillAsync(text);
        await this[name].Page.Locator("dialog footer .primary").ClickAsync();
    }

    public async Task SelectAsync(string name, IReadOnlyList<string> subjects)
    {
        foreach (var subject in subjects)
        {
            await this[name].Row(subject).HoverAsync();
            await this[name].Row(subject).Locator("input").CheckAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in _windows.Values)
            await window.DisposeAsync();
    }
}

/// <summary>A customer with a phone: what they wrote, and every text that reached them.</summary>
public sealed class Customer : IAsyncDisposable
{
    private readonly Caller _caller;
    private readonly Phone _phone;
    private readonly List<string> _got = [];

    private Customer(Caller caller, Phone phone, string subject, string id) => (_caller, _phone, Subject, Id) = (caller, phone, subject, id);

    public string Subject { get; }

    public string Id { get; private set; }

    public static async Task<Customer> AskAsync(DeskServer server, string user, string question)
    {
        var caller = await server.SignInAsync(user, name: $"Customer {user}");
        var phone = await server.ConnectAsync(caller, $"phone-of-{user}");
        return new Customer(caller, phone, question, await SubmitAsync(caller, question));
    }

    /// <summary>Asks something else.</summary>
    public Task<string> AlsoAskAsync(string question) => SubmitAsync(_caller, question);

    public Task SayAsync(string text) => _caller.SendAsync(HttpMethod.Post, $"/api/tickets/{Id}/messages", new { text });

    public Task AskAgainAsync(string text) => _caller.SendAsync(HttpMethod.Post, $"/api/tickets/{Id}/inquiries", new { text });

    public Task RateAsync(int score) => _caller.SendAsync(HttpMethod.Post, $"/api/tickets/{Id}/rating", new { score });

    /// <summary>Waits until a text is on the phone.</summary>
    public async Task GetsAsync(string text)
    {
        while (!_got.Contains(text))
        {
            if ((await _phone.NextAsync()).TryGetProperty("text", out var pushed) && pushed.ValueKind == JsonValueKind.String)
                _got.Add(pushed.GetString()!);
        }
    }

    /// <summary>Every text that agents wrote to the customer is on the phone, and the ticket waits for nobody.</summary>
    public async Task IsContentAsync()
    {
        foreach (var entry in (await _caller.SendAsync(HttpMethod.Get, $"/api/tickets/{Id}")).GetProperty("timeline").EnumerateArray())
        {
            if (entry.GetProperty("by").GetString() == "agent" && entry.GetProperty("kind").GetString() is "progress" or "result" or "message")
                await GetsAsync(entry.GetProperty("text").GetString()!);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _phone.DisposeAsync();
        _caller.Dispose();
    }

    private static async Task<string> SubmitAsync(Caller caller, string question) =>
        (await caller.SendAsync(HttpMethod.Post, "/api/tickets", new { category = "question", text = question })).GetProperty("id").GetString()!;
}
