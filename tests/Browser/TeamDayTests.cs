using static Microsoft.Playwright.Assertions;

namespace ServerlessSupport.Browser;

/// <summary>
/// The day of a team of ten, all of it done in the console: two race for a ticket, tickets are handed over, colleagues called, an incident told to many, duplicates merged, texts sent later and
/// called off, customers answer, rate and come back, somebody is away, an admin sets up a queue. In the evening every customer has every text, and nothing waits.
/// </summary>
public sealed class TeamDayTests(Browsers browsers) : IAsyncLifetime
{
    private const string Incident = "The bank is down. We tell you as soon as it is back.";
    private const string Over = "The bank is back, and your payment went through.";
    private static readonly string[] Desk = ["Ann", "Ben", "Cem", "Dee", "Eli", "Fay", "Gus", "Hal"];

    private readonly DeskServer _server = new();
    private readonly List<Customer> _parcels = [];
    private readonly List<Customer> _payments = [];

    [Fact]
    public async Task Ten_agents_leave_nobody_waiting()
    {
        await OvernightAsync();
        // In an hour, says Hal's console, whose clock is an hour behind: a moment from now.
        await using var team = await Team.GatherAsync(browsers.Chromium, _server.Address, late: "Hal", TimeSpan.FromHours(1) - TimeSpan.FromSeconds(15));

        await SetUpAsync(team);
        await MorningAsync(team);
        await TogetherAsync(team);
        await Task.WhenAll(IncidentAsync(team), LaterAsync(team), MergeAsync(team), AskAsync(team));
        await AwayAsync(team);
        await EveningAsync(team);

        await NothingWaitsAsync(team);
    }

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var customer in _parcels.Concat(_payments))
            await customer.DisposeAsync();
        await _server.DisposeAsync();
    }

    // What lies there when the desk opens.
    private async Task OvernightAsync()
    {
        for (var i = 0; i < Desk.Length; i++)
            _parcels.Add(await Customer.AskAsync(_server, $"parcel{i}", $"Where is parcel {i}?"));
        for (var i = 0; i < 4; i++)
            _payments.Add(await Customer.AskAsync(_server, $"payment{i}", $"Payment {i} failed"));
    }

    // Jo makes a queue, puts the payments into it, and Ivy, who from then on has only these and what stands in no queue.
    private async Task SetUpAsync(Team team)
    {
        var page = team["Jo"].Page;
        await team["Jo"].GoAsync("settings/queues");
        await page.Locator(".add input").FillAsync("Payments");
        await page.Locator(".add .primary").ClickAsync();
        await Expect(page.Locator(".nav-item", new() { HasText = "Payments" })).ToBeVisibleAsync();
        await page.Locator(".tabs a", new() { HasText = "People" }).ClickAsync();
        await page.Locator(".person", new() { HasText = "Ivy" }).GetByLabel("Payments").CheckAsync();
        await Expect(page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        await page.Locator(".nav-item[href='/console/all']").ClickAsync();
        await team.SelectAsync("Jo", Subjects(_payments));
        await team.ChooseAsync("Jo", "q", "Payments");
        await page.Locator(".nav-item", new() { HasText = "Payments" }).ClickAsync();
        await Expect(page.Locator(".row")).ToHaveCountAsync(_payments.Count);
    }

    // Ann and Ben reach for the same ticket: one has it, the other takes the next. Everybody else takes one, and says so.
    private async Task MorningAsync(Team team)
    {
        await Task.WhenAll(team.OpenAsync("Ann", _parcels[0].Subject), team.OpenAsync("Ben", _parcels[0].Subject));
        team["Ann"].Expected.Add("409");
        team["Ben"].Expected.Add("409");
        await Task.WhenAll(team["Ann"].PressAsync("c"), team["Ben"].PressAsync("c"));
        using var reader = await _server.SignInAsync("ann", "agent", "Ann");
        await Expect(team["Ann"].Page.Locator(".entry.event", new() { HasText = "took it on" })).ToHaveCountAsync(1);
        var owner = (await reader.SendAsync(HttpMethod.Get, $"/api/agent/tickets/{_parcels[0].Id}")).GetProperty("ticket").GetProperty("assignee").GetString();
        (_parcels[0], _parcels[1]) = owner == "ann" ? (_parcels[0], _parcels[1]) : (_parcels[1], _parcels[0]);
        await team.ClaimAsync(owner == "ann" ? "Ben" : "Ann", _parcels[owner == "ann" ? 1 : 0].Subject);
        await Task.WhenAll(Enumerable.Range(2, Desk.Length - 2).Select(i => team.ClaimAsync(Desk[i], _parcels[i].Subject)));
        await Task.WhenAll(Desk.Select((name, i) => team.WriteAsync(name, _parcels[i].Subject, "p", $"{name} looks into it.")));
        await Task.WhenAll(_parcels.Select((customer, i) => customer.GetsAsync($"{Desk[i]} looks into it.")));
    }

    // Cem hands his ticket to Dee. Eli calls Fay, whose phone tells her, and who answers him by a note.
    private async Task TogetherAsync(Team team)
    {
        using var fay = await _server.SignInAsync("fay", "agent", "Fay");
        await using var phone = await _server.ConnectAsync(fay, "phone-of-fay");
        await team.OpenAsync("Cem", _parcels[2].Subject);
        await team.ChooseAsync("Cem", "a", "Dee");
        // It shows at once; Dee, who answers it, has to find it hers.
        await team["Cem"].Page.Locator(".entry.event", new() { HasText = "Dee" }).First.WaitForAsync();
        await team.WriteAsync("Dee", _parcels[2].Subject, "r", "Your parcel is at your neighbour's.");

        await team.WriteAsync("Eli", _parcels[4].Subject, "n", "@fay do you know this carrier?");
        while ((await phone.NextAsync()).GetProperty("kind").GetString() != "note")
            continue;
        await team.WriteAsync("Fay", _parcels[4].Subject, "n", "They deliver on Mondays.");
        await Expect(team["Eli"].Entry("They deliver on Mondays.")).ToBeVisibleAsync();
        await team.WriteAsync("Eli", _parcels[4].Subject, "r", "It arrives on Monday.");
    }

    // Ivy has a payment already when Jo tells all of them; she gets it back when it is over.
    private async Task IncidentAsync(Team team)
    {
        await team.ClaimAsync("Ivy", _payments[0].Subject);
        await Expect(team["Jo"].Row(_payments[0].Subject).Locator(".row-who")).ToHaveTextAsync("Ivy");
        await team.WriteToAllAsync("Jo", Subjects(_payments), "Progress", Incident);
        await Task.WhenAll(_payments.Select(customer => customer.GetsAsync(Incident)));
        await team.WriteToAllAsync("Jo", Subjects(_payments), "Answer", Over);
        await Task.WhenAll(_payments.Select(customer => customer.GetsAsync(Over)));
    }

    // Hal writes two texts for later and calls one off.
    private async Task LaterAsync(Team team)
    {
        var page = team["Hal"].Page;
        foreach (var text in new[] { "Not this one.", "We ask the carrier every hour." })
        {
            await team.OpenAsync("Hal", _parcels[7].Subject);
            await team["Hal"].PressAsync("p");
            await page.Locator("#compose").FillAsync(text);
            await page.GetByRole(AriaRole.Button, new() { Name = "Send later" }).ClickAsync();
            await page.Locator(".picker-item", new() { HasText = text[0] == 'N' ? "Tomorrow" : "In an hour" }).ClickAsync();
            await Expect(page.Locator(".entry.scheduled", new() { HasText = text })).ToBeVisibleAsync();
        }

        await page.Locator(".entry.scheduled", new() { HasText = "Not this one." }).GetByText("Do not send").ClickAsync();
        await Expect(page.Locator(".entry.scheduled", new() { HasText = "Not this one." })).ToHaveCountAsync(0);
        await _parcels[7].GetsAsync("We ask the carrier every hour.");
    }

    // The customer of Fay's ticket asks the same again: the second ticket ends, the first goes on.
    private async Task MergeAsync(Team team)
    {
        await _parcels[5].AlsoAskAsync("Parcel five, once more");
        await team.OpenAsync("Fay", "Parcel five, once more");
        await team.ChooseAsync("Fay", "Control+k", "Merge into");
        await team["Fay"].Page.Locator(".picker-item", new() { HasText = _parcels[5].Subject }).ClickAsync();
        await Expect(team["Fay"].Page.Locator("#ticket-title")).ToHaveTextAsync(_parcels[5].Subject);
    }

    // Gus asks, the customer answers, Gus sees it and knows.
    private async Task AskAsync(Team team)
    {
        await team.WriteAsync("Gus", _parcels[6].Subject, "m", "Which door is yours?");
        await Expect(team["Gus"].Page.Locator(".ticket-head .state-waiting")).ToBeVisibleAsync();
        await _parcels[6].GetsAsync("Which door is yours?");
        await _parcels[6].SayAsync("The blue one.");
        await Expect(team["Gus"].Entry("The blue one.")).ToBeVisibleAsync();
        await team.WriteAsync("Gus", _parcels[6].Subject, "r", "They come to the blue door today.");
    }

    // Ben is away for a while and told of nothing; Ann is told of the ticket that comes in meanwhile.
    private async Task AwayAsync(Team team)
    {
        var page = team["Ben"].Page;
        await page.Locator(".nav-item", new() { HasText = "Settings" }).ClickAsync();
        await page.Locator("label", new() { HasText = "Away" }).ClickAsync();
        await Expect(page.Locator(".nav-me .presence.away")).ToBeVisibleAsync();
        await Expect(page.Locator(".page-body")).ToHaveAttributeAsync("aria-busy", "false");
        using var ann = await _server.SignInAsync("ann", "agent", "Ann");
        using var ben = await _server.SignInAsync("ben", "agent", "Ben");
        await using var anns = await _server.ConnectAsync(ann, "phone-of-ann");
        await using var bens = await _server.ConnectAsync(ben, "phone-of-ben");
        _parcels.Add(await Customer.AskAsync(_server, "parcel8", "Where is parcel 8?"));
        while ((await anns.NextAsync()).GetProperty("ticketId").GetString() != _parcels[8].Id)
            continue;
        Assert.DoesNotContain(bens.Rest(), push => push.GetProperty("ticketId").GetString() == _parcels[8].Id);
        await page.Locator("label", new() { HasText = "Available" }).ClickAsync();
        await team.ClaimAsync("Ann", _parcels[8].Subject);
        await team.WriteAsync("Ann", _parcels[8].Subject, "r", "It is on its way.");
    }

    // Everybody answers what is theirs. One customer is not happy, and one says so by a star.
    private async Task EveningAsync(Team team)
    {
        await Task.WhenAll(new[] { 0, 1, 3, 5, 7 }.Select(i => team.WriteAsync(Desk[i], _parcels[i].Subject, "r", $"Parcel {i} is here.")));
        await Task.WhenAll(_parcels.Where((_, i) => i != 3).Select((customer, i) => customer.RateAsync(i == 0 ? 1 : 5)));
        await _parcels[3].GetsAsync("Parcel 3 is here.");
        await _parcels[3].AskAgainAsync("It is not.");
        await team.OpenAsync("Dee", _parcels[3].Subject);
        await Expect(team["Dee"].Entry("It is not.")).ToBeVisibleAsync();
        await team.WriteAsync("Dee", _parcels[3].Subject, "r", "Now it is: we sent another.");
    }

    private async Task NothingWaitsAsync(Team team)
    {
        foreach (var customer in _parcels.Concat(_payments))
            await customer.IsContentAsync();
        var page = team["Jo"].Page;
        await page.Locator(".nav-item[href='/console/all']").ClickAsync();
        await page.ReloadAsync();
        await Expect(page.GetByText("No ticket is open.")).ToBeVisibleAsync();
        foreach (var view in new[] { "mine", "unassigned", "awaitingUs", "overdue", "all" })
            await Expect(page.Locator($".nav-item[href='/console/{view}'] .count")).ToHaveCountAsync(0);
        await Expect(page.Locator(".nav-item[href='/console/resolved']")).ToBeVisibleAsync();
    }

    private static string[] Subjects(IEnumerable<Customer> customers) => [.. customers.Select(customer => customer.Subject)];
}
