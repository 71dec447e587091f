using System.Text.RegularExpressions;
using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>Two agents at one ticket: one wins, neither loses what they typed, and each sees the other.</summary>
public sealed class TogetherTests(Browsers browsers, DeskServer server) : IClassFixture<DeskServer>
{
    /// <summary>A page that is not looked at, and keeps what it would say.</summary>
    private const string Elsewhere =
        """
        window.told = [];
        window.Notification = class { static permission = 'granted'; static requestPermission = async () => 'granted'; constructor(title, { body }) { told.push(`${title}: ${body}`); } };
        document.hasFocus = () => false;
        """;

    [Fact]
    public async Task Of_two_who_claim_at_once_one_has_it_and_the_other_is_told()
    {
        var id = await server.SubmitAsync("Who is first?");
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", $"all/{id}");
        await using var ben = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ben", $"all/{id}");
        ann.Expected.Add("409");
        ben.Expected.Add("409");
        await Task.WhenAll(ann.Entry("Who is first?").WaitForAsync(), ben.Entry("Who is first?").WaitForAsync());

        await Task.WhenAll(ann.PressAsync("c"), ben.PressAsync("c"));

        await Expect(ann.Page.Locator(".head-who")).ToBeVisibleAsync();
        await Expect(ben.Page.Locator(".head-who")).ToBeVisibleAsync();
        await Task.WhenAll(Settled(ann), Settled(ben));
        var owners = new[] { await Owner(ann), await Owner(ben) };
        Assert.Single(owners, owner => owner == "You");
        Assert.Single(owners, owner => owner is "Ann" or "Ben");
    }

    [Fact]
    public async Task Who_writes_while_the_customer_does_keeps_the_text_and_sends_it_all_the_same()
    {
        var id = await server.SubmitAsync("Is it blue?");
        using var alice = await server.SignInAsync("alice");
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", $"all/{id}");
        ann.Expected.Add("412");
        await ann.Entry("Is it blue?").WaitForAsync();
        var release = await ann.HoldAsync("**/claim");
        await ann.PressAsync("r");
        await ann.TypeAsync("Yes, it is.");
        await ann.PressAsync("Control+Enter");
        await alice.SendAsync(HttpMethod.Post, $"/api/tickets/{id}/messages", new { text = "I mean the large one." });
        release();

        await Expect(ann.Page.Locator("div.conflict")).ToBeVisibleAsync();
        await Expect(ann.Entry("I mean the large one.")).ToBeVisibleAsync();
        await Expect(ann.Page.Locator(".entry.pending")).ToContainTextAsync("Yes, it is.");
        await ann.Page.Locator("div.conflict .primary").ClickAsync();

        await Expect(ann.Page.Locator(".entry.result:not(.pending)")).ToContainTextAsync("Yes, it is.");
    }

    [Fact]
    public async Task Each_sees_that_the_other_is_there_and_writes()
    {
        var id = await server.SubmitAsync("Are you there?");
        await using var ann = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ann", $"all/{id}");
        await using var ben = await Window.SignedInAsync(browsers.Chromium, server.Address, "Ben", $"all/{id}");
        await ann.Entry("Are you there?").WaitForAsync();
        await ben.Entry("Are you there?").WaitForAsync();

        await ben.PressAsync("n");
        await ben.TypeAsync("I call her.");

        await Expect(ann.Page.Locator(".others.typing")).ToContainTextAsync("Ben");
    }

    [Fact]
    public async Task What_went_away_while_it_was_read_does_not_come_back()
    {
        var id = await server.SubmitAsync("Who reads slowly?");
        using var root = await server.SignInAsync("root", "admin");
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/mine", new { name = "Mine" });
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/theirs", new { name = "Theirs" });
        using var rae = await server.SignInAsync("rae", "agent", "Rae");
        await rae.SendAsync(HttpMethod.Get, "/api/agent/me");
        await PutIntoAsync(root, "Rae", "mine");
        await root.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{id}", new { queue = "mine" });
        await using var desk = await Window.SignedInAsync(browsers.Chromium, server.Address, "Rae", $"all/{id}");
        desk.Expected.Add("404");
        await desk.Entry("Who reads slowly?").WaitForAsync();
        var (read, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        await desk.Page.RouteAsync($"**/api/agent/tickets/{id}", async route =>
        {
            var answer = await route.FetchAsync();
            read.TrySetResult();
            await told.Task;
            await route.FulfillAsync(new() { Response = answer });
        });
        await root.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "Read me." });
        await read.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        await root.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{id}", new { queue = "theirs" });
        await Expect(desk.Row("Who reads slowly?")).ToHaveCountAsync(0);
        await desk.Page.RunAndWaitForRequestFinishedAsync(
            () =>
            {
                told.SetResult();
                return Task.CompletedTask;
            },
            new() { Predicate = request => request.Url.EndsWith(id, StringComparison.Ordinal) });
        await desk.Page.EvaluateAsync("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done))))");

        await Expect(desk.Page.Locator("section.ticket")).ToContainTextAsync("it is in a queue that is not yours");
    }

    [Fact]
    public async Task What_is_moved_to_a_queue_that_one_is_not_in_goes_from_the_list_and_says_why()
    {
        var id = await server.SubmitAsync("Whose is this?");
        using var root = await server.SignInAsync("root", "admin");
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/returns", new { name = "Returns" });
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/elsewhere", new { name = "Elsewhere" });
        await using var cleo = await Window.SignedInAsync(browsers.Chromium, server.Address, "Cleo", $"all/{id}");
        cleo.Expected.Add("404");
        await cleo.Entry("Whose is this?").WaitForAsync();
        await PutIntoAsync(root, "Cleo", "returns");
        await Expect(cleo.Row("Whose is this?")).ToBeVisibleAsync();

        await root.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{id}", new { queue = "elsewhere" });

        await Expect(cleo.Page.Locator("section.ticket")).ToContainTextAsync("it is in a queue that is not yours");
        await Expect(cleo.Row("Whose is this?")).ToHaveCountAsync(0);
        await cleo.GoAsync($"all/{id}");
        await Expect(cleo.Page.Locator("section.ticket")).ToContainTextAsync("it is in a queue that is not yours");
    }

    [Fact]
    public async Task What_is_moved_away_before_the_page_hears_of_changes_goes_all_the_same()
    {
        var id = await server.SubmitAsync("Who has it now?");
        using var root = await server.SignInAsync("root", "admin");
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/hers", new { name = "Hers" });
        await root.SendAsync(HttpMethod.Put, "/api/agent/queues/others", new { name = "Others" });
        await using var dora = await Window.SignedInAsync(browsers.Chromium, server.Address, "Dora", "settings/me");
        await dora.Page.Locator("#display-name").WaitForAsync();
        await PutIntoAsync(root, "Dora", "hers");
        dora.Expected.Add("404");
        var release = await dora.HoldAsync("**/api/agent/changes*");
        await dora.GoAsync($"all/{id}");
        await dora.Entry("Who has it now?").WaitForAsync();

        await root.SendAsync(HttpMethod.Patch, $"/api/agent/tickets/{id}", new { queue = "others" });
        release();

        await Expect(dora.Page.Locator("section.ticket")).ToContainTextAsync("it is in a queue that is not yours");
        await Expect(dora.Row("Who has it now?")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_looks_elsewhere_and_asked_for_it_is_told_of_what_is_theirs_unless_they_are_away()
    {
        var id = await server.SubmitAsync("Will you tell me?");
        using var alice = await server.SignInAsync("alice");
        await using var tess = await Window.SignedInAsync(browsers.Chromium, server.Address, "Tess");
        await tess.Page.AddInitScriptAsync(Elsewhere);
        await tess.GoAsync("settings/me");
        await tess.Page.Locator("label", new() { HasText = "a notification of the system" }).ClickAsync();
        await tess.LiveAsync($"all/{id}");
        await tess.Entry("Will you tell me?").WaitForAsync();
        await tess.PressAsync("c");
        await tess.Page.Locator(".entry.event", new() { HasText = "took it on" }).WaitForAsync();

        await alice.SendAsync(HttpMethod.Post, $"/api/tickets/{id}/messages", new { text = "Are you there?" });
        await ToldAsync(tess, "Alice Moreau wrote: Are you there?");

        using var me = await server.SignInAsync("tess", "agent", "Tess");
        await me.SendAsync(HttpMethod.Put, "/api/agent/me", new { availability = "away" });
        await tess.Page.ReloadAsync();
        await tess.Page.Locator(".nav-me .presence.away").WaitForAsync();
        await alice.SendAsync(HttpMethod.Post, $"/api/tickets/{id}/messages", new { text = "Hello?" });
        await tess.Entry("Hello?").WaitForAsync();
        Assert.Empty(await tess.Page.EvaluateAsync<string[]>("told"));
    }

    [Fact]
    public async Task Whom_a_note_mentions_is_told_of_each_once_unless_they_chose_not_to_be()
    {
        var id = await server.SubmitAsync("Who knows this?");
        using var finn = await server.SignInAsync("finn", "agent", "Finn");
        await finn.SendAsync(HttpMethod.Get, "/api/agent/me");
        await using var mona = await Window.SignedInAsync(browsers.Chromium, server.Address, "Mona");
        await mona.Page.AddInitScriptAsync(Elsewhere);
        await mona.GoAsync("settings/me");
        await mona.Page.Locator("label", new() { HasText = "a notification of the system" }).ClickAsync();
        await mona.LiveAsync($"all/{id}");
        await mona.Entry("Who knows this?").WaitForAsync();

        await finn.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "Do you know, @mona?" });
        await ToldAsync(mona, "Finn mentioned you: Do you know, @mona?");
        await finn.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "Nobody in particular." });
        await finn.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "@mona, please." });
        await ToldAsync(mona, "Finn mentioned you: @mona, please.");
        Assert.Equal(2, await mona.Page.EvaluateAsync<int>("told.length"));

        using var me = await server.SignInAsync("mona", "agent", "Mona");
        await me.SendAsync(HttpMethod.Put, "/api/agent/me", new { notify = new { mention = false } });
        await mona.Page.ReloadAsync();
        await mona.Entry("@mona, please.").WaitForAsync();
        await finn.SendAsync(HttpMethod.Post, $"/api/agent/tickets/{id}/notes", new { text = "@mona once more." });
        await mona.Entry("@mona once more.").WaitForAsync();
        Assert.Empty(await mona.Page.EvaluateAsync<string[]>("told"));
    }

    [Fact]
    public async Task A_desk_on_this_machine_hears_of_a_change_and_polls_where_it_does_not()
    {
        using var http = new HttpClient { BaseAddress = server.Address };
        using var stream = new StreamReader(await http.GetStreamAsync("/local/desk/changes", TestContext.Current.CancellationToken));
        Assert.Equal(": connected", await stream.ReadLineAsync(TestContext.Current.CancellationToken));
        await server.SubmitAsync("Heard of");
        while (await stream.ReadLineAsync(TestContext.Current.CancellationToken) is not "data: changed")
            continue;

        await using var deaf = await Window.SignedInAsync(browsers.Chromium, server.Address, "Deaf");
        deaf.Expected.Add("/local/desk/changes");
        await deaf.Page.RouteAsync("**/local/desk/changes", route => route.FulfillAsync(new() { Status = 204 }));
        await deaf.GoAsync("all");
        await deaf.Row("Heard of").WaitForAsync();
        await server.SubmitAsync("Found by asking");
        await Expect(deaf.Row("Found by asking").Or(deaf.Page.Locator(".pill")).First).ToBeVisibleAsync();
    }

    // Goes there, and waits until the page hears of all that changes from then on.

    // Not by a predicate as text, which the page's policy refuses to run.
    // From then on somebody sees only the tickets of this queue, and those of none.
    private static async Task PutIntoAsync(Caller admin, string name, string queue)
    {
        var people = await admin.SendAsync(HttpMethod.Get, "/api/agent/people");
        var key = people.GetProperty("items").EnumerateArray().Single(person => person.GetProperty("displayName").GetString() == name).GetProperty("key").GetString();
        await admin.SendAsync(HttpMethod.Put, $"/api/agent/people/{key}", new { queues = new[] { queue } });
    }

    private static Task ToldAsync(Window desk, string what) =>
        desk.Page.EvaluateAsync("what => new Promise(done => { const look = () => told.includes(what) ? done() : setTimeout(look, 50); look(); })", what).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private static Task Settled(Window desk) => Expect(desk.Page.Locator(".entry.event", new() { HasText = "took it on" })).ToHaveCountAsync(1);

    // A colleague who came later is known by name a moment after.
    private static async Task<string> Owner(Window desk)
    {
        await Expect(desk.Page.Locator(".head-who")).ToHaveTextAsync(new Regex(@"^\s*(You|Ann|Ben)\s*$"));
        return (await desk.Page.Locator(".head-who").InnerTextAsync()).Trim();
    }
}
