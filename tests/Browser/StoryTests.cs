using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>The whole story of a ticket, between two phones and the console: asked, taken on, progress and result by push, an unhappy answer, reopened.</summary>
public sealed class StoryTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    [Theory]
    [InlineData("#alice", 1440, 900)]
    [InlineData("#lin", 390, 844)]
    public async Task By_mouse_or_by_finger(string phone, int width, int height)
    {
        await using var phones = await PhonesAsync();
        var alice = phones.Page.Locator(phone);
        var question = $"Where is my parcel? ({width})";
        await alice.Locator("input").FillAsync(question);
        await alice.Locator("form button").ClickAsync();

        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: "unassigned", width: width, height: height);
        await desk.Row(question).Locator("a").ClickAsync();
        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await Expect(desk.Page.Locator(".ticket-head .state-inProgress")).ToBeVisibleAsync();

        await WriteAsync(desk, "progress", "We asked the carrier.");
        await Expect(alice.Locator(".push")).ToContainTextAsync("We asked the carrier.");
        await alice.Locator(".push").ClickAsync();
        await Expect(desk.Entry("We asked the carrier.").Locator(".mark.opened")).ToBeVisibleAsync();

        await WriteAsync(desk, "answer", "It arrives tomorrow.");
        await Expect(alice.Locator(".bubble.result")).ToContainTextAsync("It arrives tomorrow.");
        await alice.Locator("input").FillAsync("It did not arrive.");
        await alice.Locator("form button").ClickAsync();

        await Expect(desk.Page.Locator(".entry.event", new() { HasText = "reopened" })).ToBeVisibleAsync();
        await Expect(desk.Page.Locator(".entry.card.inquiry")).ToContainTextAsync("It did not arrive.");
        await Expect(desk.Page.Locator(".ticket-head .state-open")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task By_keyboard_alone()
    {
        await server.SubmitAsync("How do I change my address?", "tom", "Tom Bergström");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, name: "Keya");
        await desk.LiveAsync("unassigned");
        await desk.Row("How do I change my address?").WaitForAsync();

        await SelectAsync(desk, "How do I change my address?");
        await desk.PressAsync("Enter");
        await desk.Entry("How do I change my address?").WaitForAsync();
        await desk.PressAsync("c");
        await Expect(desk.Page.Locator(".ticket-head .state-inProgress")).ToBeVisibleAsync();
        await desk.PressAsync("n");
        await desk.TypeAsync("She moves in May.");
        await desk.PressAsync("Control+Enter");
        await Expect(desk.Page.Locator(".entry.note:not(.pending)")).ToContainTextAsync("She moves in May.");
        await desk.PressAsync("4");
        await Expect(desk.Page.Locator(".ticket-head .priority.urgent")).ToBeVisibleAsync();
        await desk.PressAsync("r");
        await desk.TypeAsync("Under Settings, then Addresses.");
        await desk.PressAsync("Control+Enter");
        await Expect(desk.Page.Locator(".entry.result:not(.pending)")).ToContainTextAsync("Under Settings");
        await desk.PressAsync("w");
        await Expect(desk.Page.Locator(".why")).ToContainTextAsync("no device");
        await desk.PressAsync("Escape");
        await Expect(desk.Page.Locator(".row a:focus")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task In_Chinese()
    {
        var id = await server.SubmitAsync("我的退款什么时候到账?", "wang", "王芳");
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, path: $"all/{id}", language: "zh-CN");

        await desk.Page.GetByRole(AriaRole.Button, new() { Name = "领取" }).ClickAsync();
        await Expect(desk.Page.Locator(".ticket-head")).ToContainTextAsync("处理中");
        await WriteAsync(desk, "progress", "我们正在查询。");

        await Expect(desk.Entry("我们正在查询。")).ToContainTextAsync("进展");
        Assert.Equal("zh-CN", await desk.Page.Locator("html").GetAttributeAsync("lang"));
    }

    private async Task<Window> PhonesAsync()
    {
        var phones = await Window.OpenAsync(browsers.Chromium, server.Address);
        await phones.GoAsync("/demo?story=off");
        await phones.Page.Locator("#alice .quick button").First.WaitForAsync();
        await phones.Page.Locator("#lin .quick button").First.WaitForAsync();
        return phones;
    }

    private static async Task WriteAsync(Window desk, string mode, string text)
    {
        await desk.Page.Locator($".mode.{mode}").ClickAsync();
        await desk.Page.Locator("#compose").FillAsync(text);
        await desk.Page.Locator(".composer .send").ClickAsync();
        await Expect(desk.Page.Locator($".entry.{(mode == "answer" ? "result" : mode)}:not(.pending)", new() { HasText = text })).ToBeVisibleAsync();
    }

    // J moves from row to row: as often as it takes.
    private static async Task SelectAsync(Window desk, string subject)
    {
        var before = "none";
        for (var i = 0; i < 20; i++)
        {
            await desk.PressAsync("j");
            var row = desk.Page.Locator($".row.on:not(#{before})");
            before = await row.GetAttributeAsync("id");
            if (await desk.Page.Locator($"#{before}", new() { HasText = subject }).CountAsync() == 1)
                return;
        }

        Assert.Fail($"{subject} was not reached.");
    }
}
