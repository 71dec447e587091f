using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Devices;

/// <summary>Agents' devices, which are told of what happens to tickets, at the running server.</summary>
public sealed class AgentDeviceTests : IAsyncLifetime
{
    private readonly RunningServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_agent_is_told_of_new_tickets_from_when_a_device_is_registered()
    {
        using var alice = await _server.CustomerAsync();
        using var ann = await _server.AgentAsync();
        await alice.SubmitAsync("Nobody is to be told.");
        await using var desk = await ann.ConnectAsync("anns-desk");
        var ticket = await alice.SubmitAsync("Where is my parcel?");

        var push = await PushOfAsync(desk, ticket);
        Assert.Equal(("submitted", "New ticket"), (Text(push, "kind"), Text(push, "title")));
        Assert.EndsWith(": Where is my parcel?", Text(push, "body"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_notes_and_assignments_reach_whom_they_are_for()
    {
        using var alice = await _server.CustomerAsync();
        using var ann = await _server.AgentAsync();
        using var bob = await _server.AgentAsync("bob");
        await bob.GetAsync("/api/agent/me");
        var ticket = await alice.SubmitAsync();
        await ann.ActAsync(ticket, "claim");
        await using var annsDesk = await ann.ConnectAsync("anns-desk");
        await using var bobsDesk = await bob.ConnectAsync("bobs-desk");

        await alice.PostAsync($"/api/tickets/{ticket}/messages", new { text = "It is still not there." });
        Assert.Equal("message", Text(await annsDesk.NextAsync(), "kind"));
        await ann.ActAsync(ticket, "notes", "@bob have you seen this?");
        Assert.Equal("note", Text(await bobsDesk.NextAsync(), "kind"));
        Assert.Equal(HttpStatusCode.OK, (await ann.PostAsync($"/api/agent/tickets/{ticket}/assign", new { assignee = "bob" })).Status);
        Assert.Equal("assigned", Text(await bobsDesk.NextAsync(), "kind"));
        Assert.Empty(annsDesk.Rest());
    }

    [Fact]
    public async Task Who_is_away_is_told_nothing_and_who_is_back_of_the_next()
    {
        using var alice = await _server.CustomerAsync();
        using var ann = await _server.AgentAsync();
        await using var desk = await ann.ConnectAsync("anns-desk");
        await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { availability = "away" });
        await alice.SubmitAsync("While she is away.");
        await ann.SendAsync(HttpMethod.Put, "/api/agent/me", new { availability = "available", notify = new { rating = false } });
        var ticket = await alice.SubmitAsync("When she is back.");

        await PushOfAsync(desk, ticket);
    }

    [Fact]
    public async Task Who_is_taken_out_of_the_directory_is_told_nothing_any_more()
    {
        using var alice = await _server.CustomerAsync();
        using var root = await _server.SignInAsync("root", "admin");
        using var ann = await _server.AgentAsync();
        using var bob = await _server.AgentAsync("bob");
        await using var annsDesk = await ann.ConnectAsync("anns-desk");
        await using var bobsDesk = await bob.ConnectAsync("bobs-desk");
        var key = Text((await ann.GetAsync("/api/agent/me")).Body, "key");

        Assert.Equal(HttpStatusCode.NoContent, (await root.SendAsync(HttpMethod.Delete, $"/api/agent/people/{key}")).Status);

        Assert.Equal(HttpStatusCode.Forbidden, (await ann.GetAsync("/api/devices/anns-desk")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ann.SendAsync(HttpMethod.Put, "/api/devices/anns-desk", new { platform = "local" })).Status);
        var ticket = await alice.SubmitAsync("Who hears of it?");
        await PushOfAsync(bobsDesk, ticket);
        Assert.Empty(annsDesk.Rest());
    }

    private static string? Text(JsonElement push, string field) => push.GetProperty(field).GetString();

    // One that was sent before she was away may be the first.
    private static async Task<JsonElement> PushOfAsync(Contracts.Running.Phone desk, string ticket)
    {
        while (true)
        {
            var push = await desk.NextAsync();
            if (Text(push, "ticketId") == ticket)
                return push;
        }
    }
}
