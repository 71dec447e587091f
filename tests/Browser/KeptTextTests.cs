using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What an agent writes is kept until the server has it: while it can be taken back, beside another tab, over a reload, signing out and a broken line.</summary>
public sealed class KeptTextTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task What_is_sent_can_be_taken_back_for_a_moment()
    {
        var id = await server.SubmitAsync("Can you undo?");
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann");
        await ann.UndoLastsAsync(TimeSpan.FromHours(1));
        await ann.GoAsync($"all/{id}");
        await ann.Entry("Can you undo?").WaitForAsync();
        await ann.PressAsync("p");
        await ann.TypeAsync("Too soon");
        await ann.PressAsync("Control+Enter");
        await ann.Page.Locator(".entry.pending").WaitForAsync();

        await ann.PressAsync("u");

        await Expect(ann.Page.Locator("#compose")).ToHaveValueAsync("Too soon");
        await Expect(ann.Page.Locator(".entry.pending")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_waits_in_one_tab_outlives_what_another_sends_and_goes_out_once()
    {
        var (id, other) = (await server.SubmitAsync("Which tab?"), await server.SubmitAsync("The other tab"));
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", $"all/{id}");
        await ann.UndoLastsAsync(TimeSpan.Zero);
        ann.Expected.Add("ERR_FAILED");
        var tab = await ann.Page.Context.NewPageAsync();
        await tab.GotoAsync(new Uri(server.Address, $"/console/all/{other}").ToString());
        await tab.Locator("input[name=user]").FillAsync("Ann");
        await tab.Locator("form button").ClickAsync();
        await tab.Locator(".timeline .entry").First.WaitForAsync();
        await ann.Page.RouteAsync($"**/api/agent/tickets/{id}/notes", route => route.AbortAsync());
        await ann.Page.ReloadAsync();
        await ann.Entry("Which tab?").WaitForAsync();
        await ann.PressAsync("n");
        await ann.TypeAsync("It waits here.");
        await ann.PressAsync("Control+Enter");
        await ann.Page.Locator(".entry.pending.offline").WaitForAsync();

        await tab.Keyboard.PressAsync("n");
        await tab.Keyboard.TypeAsync("It is sent.");
        await tab.Keyboard.PressAsync("Control+Enter");
        await tab.Locator(".entry.note:not(.pending)").WaitForAsync();
        await ann.Page.ReloadAsync();

        await Expect(ann.Page.Locator(".entry.pending")).ToContainTextAsync("It waits here.");
        await tab.ReloadAsync();
        await Expect(ann.Page.Locator(".entry.note:not(.pending)")).ToContainTextAsync("It waits here.");
        await Expect(ann.Page.Locator(".entry.pending")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_draft_outlives_a_reload_and_signing_out()
    {
        var id = await server.SubmitAsync("Will it last?");
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", $"all/{id}");
        await ann.Entry("Will it last?").WaitForAsync();
        await ann.PressAsync("m");
        await ann.TypeAsync("Which one do you");
        await ann.Page.ReloadAsync();
        await Expect(ann.Page.Locator(".composer-closed")).ToContainTextAsync("Which one do you");

        await ann.GoAsync("settings/me");
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await ann.Page.Locator("form button").ClickAsync();
        await ann.Page.Locator("main#main").WaitForAsync();
        await ann.GoAsync($"all/{id}");

        await Expect(ann.Page.Locator(".composer-closed")).ToContainTextAsync("Which one do you");
    }

    [Fact]
    public async Task An_answer_to_what_was_asked_before_the_line_broke_does_not_hide_that_it_broke()
    {
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", "all");
        ann.Expected.Add("ERR_INTERNET_DISCONNECTED");
        var (asked, broken) = (new TaskCompletionSource(), new TaskCompletionSource());
        await ann.Page.RouteAsync("**/api/agent/changes*", async route =>
        {
            if (asked.Task.IsCompleted)
            {
                await route.AbortAsync("internetdisconnected");
                return;
            }

            asked.SetResult();
            // Nothing changed, so that nothing more is asked for.
            var answer = await route.FetchAsync();
            var changes = JsonNode.Parse(await answer.TextAsync())!;
            changes["items"] = new JsonArray();
            await broken.Task;
            await route.FulfillAsync(new() { Response = answer, Body = changes.ToJsonString() });
        });
        await server.SubmitAsync("Is anybody there?");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await ann.OfflineAsync(true);
        await Expect(ann.Page.Locator("p.offline")).ToBeVisibleAsync();

        await ann.Page.RunAndWaitForRequestFinishedAsync(
            () =>
            {
                broken.SetResult();
                return Task.CompletedTask;
            },
            new() { Predicate = request => request.Url.Contains("/api/agent/changes", StringComparison.Ordinal) });
        await ann.Page.EvaluateAsync("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))");

        Assert.Equal(1, await ann.Page.Locator("p.offline").CountAsync());
    }

    [Fact]
    public async Task Offline_one_reads_and_writes_and_it_is_sent_when_the_line_is_back()
    {
        var id = await server.SubmitAsync("Is the line good?");
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", $"all/{id}");
        ann.Expected.Add("ERR_INTERNET_DISCONNECTED");
        await ann.Entry("Is the line good?").WaitForAsync();
        await ann.PressAsync("c");
        await Expect(ann.Page.Locator(".ticket-head .state-inProgress")).ToBeVisibleAsync();

        await ann.OfflineAsync(true);
        await Expect(ann.Page.Locator(".offline")).ToBeVisibleAsync();
        Assert.True(await ann.Page.EvaluateAsync<bool>("document.querySelector('section.ticket').getBoundingClientRect().bottom <= document.querySelector('p.offline').getBoundingClientRect().top"), "The line covers where one writes.");
        await ann.PressAsync("p");
        await ann.TypeAsync("It is not.");
        await ann.PressAsync("Control+Enter");
        await Expect(ann.Page.Locator(".entry.pending.offline")).ToContainTextAsync("It is not.");
        await ann.OfflineAsync(false);

        await Expect(ann.Page.Locator(".entry.progress:not(.pending)")).ToContainTextAsync("It is not.");
        await Expect(ann.Page.Locator("p.offline")).ToHaveCountAsync(0);
    }
}
