using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>The console is there quickly, asks little, and nothing in a text of a ticket ever runs.</summary>
public sealed class LoadingTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    private const int FirstLoadBytes = 60 * 1024;

    /// <summary>Tickets that fill more than two pages.</summary>
    private const int Many = 120;

    [Fact]
    public async Task The_first_load_takes_less_than_60_KB()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        await using var fresh = await Window.OpenAsync(browsers.Chromium, server.Address);
        var session = await desk.Page.EvaluateAsync<string>("sessionStorage.getItem('support/session')");
        await fresh.Page.AddInitScriptAsync($"sessionStorage.setItem('support/session', {System.Text.Json.JsonSerializer.Serialize(session)})");
        await fresh.GoAsync("all");
        await fresh.Page.Locator(".list .empty, .rows").First.WaitForAsync();

        var bytes = await fresh.Page.EvaluateAsync<int>(
            """
            () => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource').filter(each => new URL(each.name).pathname.startsWith('/console'))]
              .reduce((sum, each) => sum + each.encodedBodySize, 0)
            """);
        Assert.InRange(bytes, 10_000, FirstLoadBytes);
    }

    [Fact]
    public async Task A_long_list_comes_page_by_page_with_each_ticket_once_and_counted()
    {
        await using var server = await ManyAsync();
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        var rows = desk.Page.Locator(".row");

        foreach (var shown in new[] { 50, 100 })
        {
            await Expect(rows).ToHaveCountAsync(shown);
            await desk.Page.Locator(".more").ClickAsync();
        }

        await Expect(rows).ToHaveCountAsync(Many);
        await server.SubmitAsync($"Question {Many:000}");
        await desk.Page.Locator(".list-head .pill").Or(rows.Nth(Many)).First.ClickAsync();
        await Expect(rows).ToHaveCountAsync(Many + 1);
        await Expect(desk.Page.Locator(".more")).ToHaveCountAsync(0);
        await Expect(desk.Page.Locator(".nav-item[href='/console/all'] .count")).ToHaveTextAsync($"{Many + 1}");
        var subjects = await desk.Page.Locator(".row-subject").AllTextContentsAsync();
        Assert.Equal(Enumerable.Range(0, Many + 1).Select(i => $"Question {i:000}"), subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Asking_for_more_while_the_list_is_read_anew_brings_the_next_page_once()
    {
        await using var server = await ManyAsync();
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        var rows = desk.Page.Locator(".row");
        await Expect(rows).ToHaveCountAsync(50);
        var (asked, asking) = (new TaskCompletionSource(), new TaskCompletionSource());
        await desk.Page.RouteAsync(url => url.Contains("/api/agent/tickets?", StringComparison.Ordinal), async route =>
        {
            asking.TrySetResult();
            await asked.Task;
            await route.ContinueAsync();
        });
        await server.SubmitAsync($"Question {Many:000}");
        // It is read anew by itself, unless that would move it under the pointer.
        await desk.Page.Mouse.MoveAsync(0, 0);
        await asking.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await desk.Page.EvaluateAsync("() => { for (let click = 0; click < 2; click++) document.querySelector('.more').click(); }");
        asked.SetResult();

        await Expect(rows).ToHaveCountAsync(100);
        await desk.Page.Locator(".more").ClickAsync();
        await Expect(rows).ToHaveCountAsync(Many + 1);
    }

    [Fact]
    public async Task That_there_is_something_new_is_still_said_when_the_next_page_came()
    {
        await using var server = await ManyAsync();
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        await desk.LiveAsync("all");
        await Expect(desk.Page.Locator(".row")).ToHaveCountAsync(50);
        await desk.Page.Locator(".row").First.HoverAsync();
        await server.SubmitAsync($"Question {Many:000}");
        await desk.Page.Locator(".list-head .pill").WaitForAsync();

        await desk.Page.EvaluateAsync("() => document.querySelector('.more').click()");
        await Expect(desk.Page.Locator(".row")).ToHaveCountAsync(100);

        await Expect(desk.Page.Locator(".list-head .pill")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task What_a_customer_writes_is_only_ever_text()
    {
        const string Nasty = "<img src=x onerror=\"window.ran=1\"><script>window.ran=1</script> javascript:alert(1) ${1} <!--";
        var id = await server.SubmitAsync(Nasty, "eve", "<b onmouseover=alert(1)>Eve</b>");

        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Page.Locator(".timeline .card").First.WaitForAsync();

        Assert.Equal(Nasty, await desk.Page.Locator(".timeline .card .entry-text").First.InnerTextAsync());
        Assert.Equal(0, await desk.Page.Locator(".timeline img, .timeline script, .timeline b").CountAsync());
        Assert.False(await desk.Page.EvaluateAsync<bool>("'ran' in window"));
    }

    [Fact]
    public async Task No_script_but_those_of_the_server_runs()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        desk.Expected.AddRange(["Content Security Policy", "TrustedHTML", "TrustedScript"]);

        var outcome = await desk.Page.EvaluateAsync<string>(
            """
            () => {
              try { document.body.innerHTML += '<p>x</p>'; return 'html'; } catch { }
              const script = document.createElement('script');
              try { script.text = 'window.ran = true'; document.body.append(script); } catch { }
              return window.ran ? 'ran' : 'refused';
            }
            """);

        Assert.Equal("refused", outcome);
    }

    private static async Task<DeskServer> ManyAsync()
    {
        var server = new DeskServer();
        await server.InitializeAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, Many), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) => await server.SubmitAsync($"Question {i:000}", $"customer-{i}", $"Customer {i}"));
        return server;
    }
}
