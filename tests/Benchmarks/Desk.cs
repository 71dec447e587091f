using Microsoft.Playwright;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Benchmarks;

/// <summary>
/// The console over 100,000 open tickets and as many ended ones beside the same over none, in the Chromium that the machine has: from opening the page to the first tickets, and from a key to
/// the frame that shows what it did.
/// </summary>
internal static class Desk
{
    private const int Open = 100_000;
    private const int Loads = 15;
    private const int Rounds = 12;
    private const string Program = "/usr/bin/chromium";

    // From the key's own time to the first task after the frame that it led to.
    private const string Watch =
        """
        window.painted = [];
        addEventListener('keydown', event => requestAnimationFrame(() => {
          const after = new MessageChannel();
          after.port1.onmessage = () => painted.push(performance.now() - event.timeStamp);
          after.port2.postMessage(0);
        }), { capture: true });
        """;

    // What an agent presses, each part with what it does, from a list on which a row is chosen.
    private static readonly (string Name, string[] Keys)[] Actions =
    [
        ("next row", ["j", "j", "j", "j", "k"]),
        ("select", ["x", "x"]),
        ("priority", ["4", "1"]),
        ("claim", ["c"]),
        ("open, and the next one", ["Enter", "j", "j"]),
        ("write a note, letter by letter", ["n", "p", "a", "r", "c", "e", "l", "Backspace", "Escape"]),
        ("back to the list", ["Escape"]),
        ("find or do anything", ["Control+k", "n", "o", "t", "Escape"]),
        ("filter", ["f", "u", "r", "Escape"]),
        ("another view and back", ["g", "m", "g", "u"]),
    ];

    public static async Task RunAsync()
    {
        if (!File.Exists(Program))
        {
            Console.WriteLine("\nThere is no Chromium: apt-get install chromium. The desk is left out.");
            return;
        }

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-gpu"] });
        await using var empty = await ServerProcess.ProductAsync();
        var folder = await FillAsync();
        await using (var full = await ServerProcess.ProductAsync(folder))
            await MeasureAsync(browser, empty, full);
        Directory.Delete(folder, recursive: true);
    }

    private static async Task MeasureAsync(IBrowser browser, ServerProcess empty, ServerProcess full)
    {
        var (none, many) = (await SignInAsync(browser, empty), await SignInAsync(browser, full));
        var (quick, slow) = (new List<double>(), new List<double>());
        for (var i = 0; i < Loads; i++)
        {
            quick.Add(await LoadAsync(none, empty, ".list .empty"));
            slow.Add(await LoadAsync(many, full, ".row"));
        }

        var (over0, overMany) = (Median(quick), Median(slow));
        Console.WriteLine(FormattableString.Invariant($"\n| from opening the console to its first page of 50 | ms |\n|---|---|\n| an empty queue | {over0:F0} |\n| {2 * Open:N0} tickets, {Open:N0} of them open | {overMany:F0} |\n| ratio | {overMany / over0:F2} |"));
        await PressAsync(many, full);
    }

    private static async Task<string> FillAsync()
    {
        var store = new ManyTickets();
        await store.FillAsync(2 * Open);
        await store.Words.CatchUpAsync(CancellationToken.None);
        store.Close();
        return store.Folder;
    }

    private static async Task<IPage> SignInAsync(IBrowser browser, ServerProcess server)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync(new Uri(server.Address, "/console/all").ToString());
        await page.Locator("input[name=user]").FillAsync("Ann");
        await page.Locator("form button").ClickAsync();
        await page.Locator(".list .empty, .row").First.WaitForAsync();
        return page;
    }

    // As a browser opens it that was here before: what is immutable it has.
    private static async Task<double> LoadAsync(IPage page, ServerProcess server, string shows)
    {
        await page.GotoAsync(new Uri(server.Address, "/console/all").ToString(), new() { WaitUntil = WaitUntilState.Commit });
        return await page.EvaluateAsync<double>(
            """
            shows => new Promise(done => {
              const look = () => document.querySelector(shows) ? requestAnimationFrame(() => setTimeout(() => done(performance.now()))) : requestAnimationFrame(look);
              look();
            })
            """,
            shows);
    }

    private static async Task PressAsync(IPage page, ServerProcess server)
    {
        Console.WriteLine("\n| from a key to the frame that shows it, rows in the list | keys | median ms | 95th percentile ms |\n|---|---|---|---|");
        foreach (var rows in new[] { 50, 500 })
        {
            await page.GotoAsync(new Uri(server.Address, "/console/unassigned").ToString());
            await page.Locator(".row").Nth(49).WaitForAsync();
            for (var shown = 50; shown < rows; shown += 50)
            {
                await page.Locator(".more").ClickAsync();
                await page.Locator(".row").Nth(shown + 49).WaitForAsync();
            }

            var all = new List<double>();
            var each = Actions.ToDictionary(action => action.Name, _ => new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var (name, keys) in Actions)
                    each[name].AddRange(await PressAsync(page, keys));
                if (round == 0)
                    each.Values.ToList().ForEach(times => times.Clear());
            }

            foreach (var (name, times) in each)
            {
                all.AddRange(times);
                Tell($"{name}, {rows}", times);
            }

            Tell($"**all, {rows}**", all);
        }
    }

    private static async Task<double[]> PressAsync(IPage page, string[] keys)
    {
        await page.EvaluateAsync("() => { painted.length = 0; }");
        foreach (var key in keys)
            await page.Keyboard.PressAsync(key);
        await page.EvaluateAsync("count => new Promise(done => { const look = () => painted.length >= count ? done() : setTimeout(look, 20); look(); })", keys.Length);
        return await page.EvaluateAsync<double[]>("() => painted");
    }

    private static void Tell(string name, List<double> times)
    {
        double[] sorted = [.. times.Order()];
        Console.WriteLine(FormattableString.Invariant($"| {name} | {sorted.Length} | {Load.Percentile(sorted, 0.5):F1} | {Load.Percentile(sorted, 0.95):F1} |"));
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
