using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ServerlessSupport.Acceptance.Running;
using ServerlessSupport.People;
using ServerlessSupport.Push;
using ServerlessSupport.Reminders;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>Devices that want quiet, at the running server, where it is half a minute past 09:00 UTC.</summary>
public sealed class QuietDeviceTests : IAsyncLifetime
{
    private static readonly object Quiet = new { platform = "local", timeZone = "Etc/UTC", quietHours = new { from = "08:30", to = "10:00" } };
    private static readonly object Awake = new { platform = "local" };

    private readonly RunningServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_result_does_not_wait_for_the_end_of_the_quiet_hours_and_brings_the_progress_before_it()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone", Quiet);
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");

        await agent.ActAsync(ticket, "progress", "We asked the carrier.");
        var held = await agent.UntilAsync($"/api/agent/tickets/{ticket}", body => Steps(body).Any(step => step.Name == "held"));
        Assert.Equal("2026-03-02T10:00:00+00:00", Steps(held).Last().Until);
        Assert.Empty(phone.Rest());

        await agent.ActAsync(ticket, "result", "It arrives tomorrow.");
        Assert.Equal("progress", (await phone.NextAsync()).GetProperty("kind").GetString());
        Assert.Equal("It arrives tomorrow.", (await phone.NextAsync()).GetProperty("text").GetString());
        var delivered = await agent.UntilAsync($"/api/agent/tickets/{ticket}", body => Steps(body).Last().Name == "handedOver");
        Assert.Equal(["written", "held", "handedOver"], Steps(delivered).Select(step => step.Name));
        Assert.Null(Steps(delivered).Single(step => step.Name == "held").Until);
    }

    [Fact]
    public async Task Progress_comes_when_the_quiet_hours_end_and_to_a_device_without_them_at_once()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone", Quiet);
        await using var tablet = await customer.ConnectAsync("tablet", Awake);
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");

        await agent.ActAsync(ticket, "progress", "We asked the carrier.");
        var push = await tablet.NextAsync();
        Assert.Equal("We asked the carrier.", push.GetProperty("text").GetString());
        await ConfirmAsync(customer, push, "received");
        await agent.UntilAsync($"/api/agent/tickets/{ticket}", body => Steps(body).Any(step => step.Name == "held"));
        await ReconcileAfterAsync(TimeSpan.FromMinutes(50));
        Assert.Empty(phone.Rest());

        await ReconcileAfterAsync(TimeSpan.FromMinutes(10));
        Assert.Equal("We asked the carrier.", (await phone.NextAsync()).GetProperty("text").GetString());
        Assert.Empty(tablet.Rest());
    }

    [Fact]
    public async Task Who_opened_the_update_on_another_device_is_not_disturbed_with_it_later()
    {
        using var customer = await _server.CustomerAsync();
        using var agent = await _server.AgentAsync();
        await using var phone = await customer.ConnectAsync("phone", Quiet);
        await using var tablet = await customer.ConnectAsync("tablet", Awake);
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "progress", "We asked the carrier.");
        var push = await tablet.NextAsync();
        await agent.UntilAsync($"/api/agent/tickets/{ticket}", body => Steps(body).Any(step => step.Name == "held"));

        await ConfirmAsync(customer, push, "opened");
        await ReconcileAfterAsync(TimeSpan.FromHours(1));
        await agent.ActAsync(ticket, "result", "It arrives tomorrow.");

        Assert.Equal("result", (await phone.NextAsync()).GetProperty("kind").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reminder_that_is_held_for_an_agent_goes_to_a_colleague_when_the_agent_goes_away_or_is_taken_out(bool isTakenOut)
    {
        using var customer = await _server.CustomerAsync();
        using var ann = await _server.AgentAsync();
        using var bob = await _server.AgentAsync("bob");
        using var root = await _server.SignInAsync("root", "admin");
        await using var quiet = await ann.ConnectAsync("anns-desk", new { platform = "local", timeZone = "Etc/UTC", quietHours = new { from = "08:30", to = "20:00" } });
        await using var awake = await bob.ConnectAsync("bobs-desk", Awake);
        foreach (var agent in new[] { ann, bob })
            await agent.SendAsync(HttpMethod.Put, "/api/agent/me", new { notify = new { newTicket = false } });
        var ticket = await customer.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        _server.Time.Advance(TimeSpan.FromHours(2));
        await _server.Services.GetRequiredService<RemindAgents>().RunAsync(TestContext.Current.CancellationToken);
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => Steps(body).Any(step => step.Name == "held"));
        Assert.Empty(awake.Rest());

        var answer = isTakenOut
            ? await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{PersonKey.Of("ann")}")
            : await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { availability = "away" });

        Assert.True((int)answer.Status is 200 or 204, answer.Body.ToString());
        Assert.Equal(ticket, (await awake.NextAsync()).GetProperty("ticketId").GetString());
        Assert.Empty(quiet.Rest());
    }

    private async Task ConfirmAsync(Person customer, JsonElement push, string what)
    {
        var receipt = new Dictionary<string, object> { ["seq"] = push.GetProperty("seq"), ["installationId"] = "tablet", [what] = _server.Time.GetUtcNow() };
        var answer = await customer.PostAsync($"/api/tickets/{push.GetProperty("ticketId").GetString()}/receipts", new { receipts = new[] { receipt } });
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
    }

    private async Task ReconcileAfterAsync(TimeSpan time)
    {
        _server.Time.Advance(time);
        await _server.Services.GetRequiredService<ReconcilePushes>().RunAsync(TestContext.Current.CancellationToken);
    }

    private static List<(string? Name, string? Until)> Steps(JsonElement ticket) =>
    [
        .. from delivery in ticket.GetProperty("deliveries").EnumerateArray().Take(1)
           from step in delivery.GetProperty("steps").EnumerateArray()
           select (step.GetProperty("step").GetString(), step.TryGetProperty("until", out var until) ? until.GetString() : null),
    ];
}
