using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What agents do all day: filter, use canned answers, mention a colleague, attach a file, plan a text, write to many.</summary>
public sealed class DeskTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task Filters_combine_and_stay_as_a_view()
    {
        var id = await server.SubmitAsync("The urgent one");
        await server.SubmitAsync("The other one");
        using var agent = await server.SignInAsync("ann", "agent", "Ann");
        await agent.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{id}", new { priority = "urgent" });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        await desk.Row("The other one").WaitForAsync();

        await desk.PressAsync("f");
        await desk.TypeAsync("Urgent");
        await desk.PressAsync("Enter");
        await Expect(desk.Row("The other one")).ToHaveCountAsync(0);
        await Expect(desk.Row("The urgent one")).ToBeVisibleAsync();
        await desk.Page.GetByText("Save as a view").ClickAsync();
        await desk.TypeAsync("Fires");
        await desk.PressAsync("Enter");
        await desk.Page.Locator(".nav-item", new() { HasText = "Fires" }).ClickAsync();

        await Expect(desk.Page.Locator(".list-head h1")).ToHaveTextAsync("Fires");
        await Expect(desk.Row("The urgent one")).ToBeVisibleAsync();
        await Expect(desk.Row("The other one")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_presses_Enter_before_what_they_typed_is_drawn_chooses_what_they_typed()
    {
        var id = await server.SubmitAsync("Typed fast");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Typed fast").WaitForAsync();
        await desk.PressAsync("t");
        await desk.Page.Locator("dialog[open] input").WaitForAsync();

        // No frame lies between the letters and Enter.
        await desk.Page.EvaluateAsync(
            """
            () => {
              const field = document.querySelector('dialog input');
              for (const text of ['car', 'carrier']) {
                field.value = text;
                field.dispatchEvent(new Event('input', { bubbles: true }));
              }
              field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
            }
            """);

        await Expect(desk.Page.Locator(".ticket-head .tag")).ToHaveTextAsync("carrier");
    }

    [Fact]
    public async Task A_new_view_stands_among_the_others_before_the_server_has_it()
    {
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Vera", "all?priority=low");
        await desk.Page.Locator(".filter").WaitForAsync();
        var release = await desk.HoldAsync("**/api/agent/views/*");

        await desk.Page.GetByText("Save as a view").ClickAsync();
        await desk.Page.Locator("dialog[open] input").FillAsync("Can wait");
        await desk.PressAsync("Enter");

        await Expect(desk.Page.Locator(".nav-item", new() { HasText = "Can wait" })).ToBeVisibleAsync();
        var written = desk.Page.WaitForResponseAsync("**/api/agent/views/*");
        release();
        await written;
        await desk.Page.ReloadAsync();
        await Expect(desk.Page.Locator(".nav-item", new() { HasText = "Can wait" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_slash_brings_a_canned_answer_with_the_names_filled_in()
    {
        using var agent = await server.SignInAsync("ann", "agent", "Ann");
        await agent.SendAsync(HttpMethod.Put, "/api/agent/answers/late", new { title = "Parcel is late", texts = new Dictionary<string, string> { ["en"] = "Dear {{customer.name}}, it is late." } });
        var id = await server.SubmitAsync("Late?");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Late?").WaitForAsync();
        await desk.Page.Locator(".ticket-body .details").WaitForAsync();

        await desk.PressAsync("r");
        await desk.TypeAsync("/late");
        await desk.Page.Locator(".suggestions").WaitForAsync();
        await desk.PressAsync("Enter");

        await Expect(desk.Page.Locator("#compose")).ToHaveValueAsync("Dear Alice Moreau, it is late.");
    }

    [Fact]
    public async Task A_file_is_attached_and_shown()
    {
        var id = await server.SubmitAsync("Look at this");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Look at this").WaitForAsync();
        await desk.PressAsync("c");
        await desk.Page.Locator(".entry.event", new() { HasText = "took it on" }).WaitForAsync();
        await desk.PressAsync("p");
        var dot = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

        await desk.Page.Locator(".composer input[type=file]").SetInputFilesAsync(new FilePayload { Name = "dot.png", MimeType = "image/png", Buffer = dot });

        await Expect(desk.Page.Locator(".entry.attachment img")).ToHaveAttributeAsync("alt", "dot.png");
    }

    [Fact]
    public async Task A_text_that_is_sent_later_is_shown_and_can_be_called_off()
    {
        var id = await server.SubmitAsync("Not now");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Not now").WaitForAsync();
        await desk.PressAsync("c");
        await desk.Page.Locator(".entry.event", new() { HasText = "took it on" }).WaitForAsync();
        await desk.PressAsync("p");
        await desk.TypeAsync("We call you in an hour.");

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Send later" }).ClickAsync();
        await desk.Page.Locator("dialog.picker").WaitForAsync();
        await desk.PressAsync("Enter");
        await Expect(desk.Page.Locator(".entry.scheduled")).ToContainTextAsync("We call you in an hour.");
        await desk.Page.GetByText("Do not send").ClickAsync();

        await Expect(desk.Page.Locator(".entry.scheduled")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_text_for_later_stays_a_draft_until_the_server_has_it()
    {
        var id = await server.SubmitAsync("Not yet");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Not yet").WaitForAsync();
        await desk.PressAsync("c");
        await desk.Page.Locator(".entry.event", new() { HasText = "took it on" }).WaitForAsync();
        await desk.HoldAsync("**/later");
        await desk.PressAsync("p");
        await desk.TypeAsync("We call you tomorrow.");
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Send later" }).ClickAsync();
        await desk.Page.Locator("dialog.picker").WaitForAsync();
        await desk.Page.RunAndWaitForRequestAsync(() => desk.PressAsync("Enter"), "**/later");

        await desk.Page.ReloadAsync();

        await Expect(desk.Page.Locator(".composer-closed")).ToContainTextAsync("We call you tomorrow.");
    }

    [Fact]
    public async Task A_ticket_of_ones_own_is_put_aside_and_nobodys_is_not()
    {
        var id = await server.SubmitAsync("Not today");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Not today").WaitForAsync();
        await desk.PressAsync("s");
        await Expect(desk.Page.GetByText("claim it first")).ToBeVisibleAsync();
        await desk.PressAsync("c");
        await desk.Page.Locator(".entry.event", new() { HasText = "took it on" }).WaitForAsync();

        await desk.PressAsync("s");
        await desk.Page.Locator("dialog.picker").WaitForAsync();
        await desk.PressAsync("Enter");
        await desk.PressAsync("u");
        await Expect(desk.Page.GetByText("is put aside until")).ToHaveCountAsync(0);
        await desk.PressAsync("s");
        await desk.Page.Locator("dialog.picker").GetByText("Tomorrow morning").ClickAsync();

        await Expect(desk.Page.Locator(".entry.event", new() { HasText = "put it aside until" })).ToHaveCountAsync(1, new() { Timeout = 60_000 });
        await Expect(desk.Page.Locator(".ticket-head .due")).ToHaveAttributeAsync("class", "due calm");
    }

    [Fact]
    public async Task One_text_goes_to_all_selected_tickets()
    {
        string[] ids = [await server.SubmitAsync("Outage, first"), await server.SubmitAsync("Outage, second", "tom", "Tom")];
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        foreach (var name in new[] { "Outage, first", "Outage, second" })
        {
            await desk.Row(name).HoverAsync();
            await desk.Row(name).Locator("input").CheckAsync();
        }

        await desk.Page.GetByText("Write to all").ClickAsync();
        await desk.Page.Locator("dialog textarea").FillAsync("The payment service is down.");
        await desk.PressAsync("Escape");
        await desk.Page.GetByText("Write to all").ClickAsync();
        await Expect(desk.Page.Locator("dialog textarea")).ToHaveValueAsync("The payment service is down.");
        await desk.Page.Locator("dialog footer .primary").ClickAsync();

        foreach (var id in ids)
        {
            await desk.GoAsync($"all/{id}");
            await Expect(desk.Page.Locator(".entry.progress:not(.pending)")).ToContainTextAsync("The payment service is down.");
        }
    }

    [Fact]
    public async Task One_text_to_all_takes_nothing_from_what_is_being_written_to_one_of_them()
    {
        var id = await server.SubmitAsync("Outage, third");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Outage, third").WaitForAsync();
        await desk.PressAsync("p");
        await desk.TypeAsync("In your case");
        await desk.PressAsync("Escape");
        await desk.Row("Outage, third").HoverAsync();
        await desk.Row("Outage, third").Locator("input").CheckAsync();

        await desk.Page.GetByText("Write to all").ClickAsync();
        await desk.Page.Locator("dialog textarea").FillAsync("The payment service is back.");
        await desk.Page.Locator("dialog footer .primary").ClickAsync();

        await Expect(desk.Page.Locator(".entry.progress:not(.pending)")).ToContainTextAsync("The payment service is back.");
        await Expect(desk.Page.Locator(".composer-closed")).ToContainTextAsync("In your case");
    }

    [Fact]
    public async Task Who_does_nothing_costs_at_most_one_request_a_minute()
    {
        await using var desk = await Window.OpenAsync(browsers.Chromium, server.Address);
        await desk.Page.Clock.InstallAsync();
        await desk.GoAsync("");
        await desk.Page.Locator("input[name=user]").FillAsync("Ann");
        var isLive = desk.Page.WaitForResponseAsync(answer => answer.Url.Contains("/api/agent/counts", StringComparison.Ordinal));
        await desk.Page.Locator("form button").ClickAsync();
        await isLive;
        await PassAsync(desk, TimeSpan.FromMinutes(8));
        var requests = 0;
        desk.Page.Request += (_, request) => requests += request.Url.Contains("/api/", StringComparison.Ordinal) ? 1 : 0;

        await PassAsync(desk, TimeSpan.FromMinutes(10));

        // Ten minutes have eleven ends.
        Assert.InRange(requests, 1, 11);
    }

    // A little at a time, with a question to the server in between, so that what was asked is answered before the clock goes on.
    private static async Task PassAsync(Window desk, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(10))
        {
            await desk.Page.Clock.RunForAsync(10_000);
            await desk.Page.EvaluateAsync("() => fetch('/console/config.json').then(answer => answer.text())");
        }
    }

    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Words_twice_as_long_find_room(int width)
    {
        var id = await server.SubmitAsync("How long is it?");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}?lang=pseudo", width: width);
        await desk.Entry("How long is it?").WaitForAsync();
        await desk.PressAsync("r");
        await desk.Page.Locator("#compose").WaitForAsync();

        var outside = await desk.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.ticket *, .list *')]
              .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && each.getClientRects().length > 0 && !each.closest('.unseen, .details'))
              .map(each => `${each.className || each.tagName}`)
            """);

        Assert.Empty(outside);
    }
}
