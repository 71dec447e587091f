using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>What an agent does to one ticket beyond answering it: merge, put right, reopen, hand over, and call a colleague.</summary>
public sealed class TicketTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Fact]
    public async Task Two_tickets_about_the_same_become_one()
    {
        var first = await server.SubmitAsync("The parcel is lost", "mia", "Mia");
        var second = await server.SubmitAsync("Lost parcel, again", "mia", "Mia");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{second}");
        await desk.Entry("Lost parcel, again").WaitForAsync();

        await ChooseAsync(desk, "Merge into");
        await desk.Page.Locator(".picker-item", new() { HasText = "The parcel is lost" }).ClickAsync();

        await Expect(desk.Page.Locator("#ticket-title")).ToHaveTextAsync("The parcel is lost");
        Assert.EndsWith(first, desk.Page.Url, StringComparison.Ordinal);
        await Expect(desk.Page.Locator(".entry.event", new() { HasText = "merged into this one" })).ToBeVisibleAsync();
        await desk.GoAsync($"all/{second}");
        await Expect(desk.Page.Locator(".ticket-head .state-closed")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Words_longer_than_the_page_are_read_from_their_beginning()
    {
        var lines = string.Join('\n', Enumerable.Range(1, 80).Select(i => $"Line {i}"));
        var id = await server.SubmitAsync($"The first words\n{lines}", "long", "Lou Long");
        using var customer = await server.SignInAsync("long", name: "Lou Long");
        await customer.SendAsync(HttpMethod.Post, $"/api/tickets/{id}/messages", new { text = $"The newest words\n{lines}" });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");

        await Expect(desk.Entry("The newest words").Locator("header")).ToBeInViewportAsync();
    }

    [Fact]
    public async Task A_wrong_result_is_corrected_and_the_customer_gets_the_right_one()
    {
        var id = await server.SubmitAsync("What is the price?", "ida", "Ida");
        using var ida = await server.SignInAsync("ida", name: "Ida");
        await using var phone = await server.ConnectAsync(ida, "ida-phone");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("What is the price?").WaitForAsync();
        await WriteAsync(desk, "r", "It is 10.", "result");

        await WriteAsync(desk, "r", "It is 12, sorry.", "result");

        await Expect(desk.Entry("It is 12, sorry.")).ToContainTextAsync("Corrected result");
        Assert.Equal(["It is 10.", "It is 12, sorry."], [(await phone.NextAsync()).GetProperty("text").GetString(), (await phone.NextAsync()).GetProperty("text").GetString()]);
    }

    [Fact]
    public async Task An_agent_reopens_what_is_not_done()
    {
        var id = await server.SubmitAsync("Is it over?");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Is it over?").WaitForAsync();
        await WriteAsync(desk, "r", "It is.", "result");
        await Expect(desk.Page.Locator(".ticket-head .state-resolved")).ToBeVisibleAsync();

        await ChooseAsync(desk, "Reopen");

        await Expect(desk.Page.Locator(".entry.event", new() { HasText = "reopened it" })).ToBeVisibleAsync();
        await WriteAsync(desk, "p", "We look again.", "progress");
        await Expect(desk.Page.Locator(".ticket-head .state-inProgress")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_colleague_who_is_named_in_a_note_is_told_and_nobody_else()
    {
        var id = await server.SubmitAsync("Who knows this?");
        using var ben = await server.SignInAsync("ben", "agent", "Ben");
        using var cem = await server.SignInAsync("cem", "agent", "Cem");
        await ben.SendAsync(HttpMethod.Get, "/api/agent/me");
        await cem.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var bens = await server.ConnectAsync(ben, "ben-phone");
        await using var cems = await server.ConnectAsync(cem, "cem-phone");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}");
        await desk.Entry("Who knows this?").WaitForAsync();

        await desk.PressAsync("n");
        await desk.TypeAsync("Ask @be");
        await desk.Page.Locator(".suggestions", new() { HasText = "Ben" }).WaitForAsync();
        await desk.PressAsync("Enter");
        await desk.TypeAsync("please");
        await desk.PressAsync("Control+Enter");

        await Expect(desk.Page.Locator(".entry.note:not(.pending) .mention")).ToHaveTextAsync("@ben");
        Assert.Equal("note", (await NewestAsync(bens, "note")).GetProperty("kind").GetString());
        Assert.DoesNotContain(cems.Rest(), push => push.GetProperty("kind").GetString() == "note");
    }

    [Fact]
    public async Task A_ticket_is_handed_to_a_colleague_and_back_by_undo()
    {
        var id = await server.SubmitAsync("Whose is it?");
        using var ben = await server.SignInAsync("ben", "agent", "Ben");
        await ben.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        await desk.UndoLastsAsync(TimeSpan.FromHours(1));
        await desk.GoAsync($"all/{id}");
        await desk.Entry("Whose is it?").WaitForAsync();
        await desk.PressAsync("c");
        await Expect(desk.Page.Locator(".head-who")).ToHaveTextAsync("You");
        await desk.Page.Locator(".entry.event", new() { HasText = "took it on" }).WaitForAsync();

        await desk.PressAsync("a");
        await desk.Page.Locator(".picker-item", new() { HasText = "Ben" }).ClickAsync();
        await Expect(desk.Page.Locator(".head-who")).ToHaveTextAsync("Ben");
        await Expect(desk.Page.Locator(".toast", new() { HasText = "Ben has it now." })).ToBeVisibleAsync();
        await desk.PressAsync("u");

        await Expect(desk.Page.Locator(".head-who")).ToHaveTextAsync("You");
    }

    [Fact]
    public async Task Who_chooses_a_colleague_before_they_are_known_finds_them_when_they_are()
    {
        var id = await server.SubmitAsync("Who takes it early?");
        using var uwe = await server.SignInAsync("uwe", "agent", "Uwe");
        await uwe.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address);
        var release = await desk.HoldAsync("**/api/agent/people");
        await desk.GoAsync($"all/{id}");
        await desk.Entry("Who takes it early?").WaitForAsync();
        await desk.PressAsync("a");
        await desk.TypeAsync("Uwe");
        await desk.PressAsync("Enter");

        release();
        await desk.Page.Locator(".picker-item", new() { HasText = "Uwe" }).WaitForAsync();
        await desk.PressAsync("Enter");

        await Expect(desk.Page.Locator(".head-who")).ToHaveTextAsync("Uwe");
    }

    private static async Task ChooseAsync(Window desk, string what)
    {
        await desk.PressAsync("Control+k");
        await desk.Page.Locator("dialog[open] input").FillAsync(what);
        await desk.Page.Locator(".picker-item", new() { HasText = what }).First.ClickAsync();
    }

    private static async Task WriteAsync(Window desk, string key, string text, string kind)
    {
        await desk.PressAsync(key);
        await desk.TypeAsync(text);
        await desk.PressAsync("Control+Enter");
        await Expect(desk.Page.Locator($".entry.{kind}:not(.pending)", new() { HasText = text })).ToBeVisibleAsync();
    }

    private static async Task<System.Text.Json.JsonElement> NewestAsync(Phone phone, string kind)
    {
        while (true)
        {
            var push = await phone.NextAsync();
            if (push.GetProperty("kind").GetString() == kind)
                return push;
        }
    }
}
