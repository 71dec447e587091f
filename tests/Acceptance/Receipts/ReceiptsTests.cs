using System.Net;
using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.Receipts;

/// <summary>Devices confirm updates, and agents see how far each one came.</summary>
public sealed class ReceiptsTests(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task An_agent_sees_every_step_of_an_update_up_to_its_opening()
    {
        using var alice = await server.CustomerAsync("alice-steps");
        using var ann = await server.AgentAsync();
        await using var phone = await alice.ConnectAsync("receipts-steps");
        var ticket = await WithProgressAsync(alice, ann);
        await phone.NextAsync();
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => State(body) == "sent");

        var now = server.Time.GetUtcNow();
        Assert.Equal(HttpStatusCode.NoContent, await ConfirmAsync(alice, ticket, new { seq = 3, received = now, opened = (DateTimeOffset?)null, installationId = "receipts-steps" }));
        Assert.Equal("received", State((await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body));
        for (var repeat = 0; repeat < 2; repeat++)
            Assert.Equal(HttpStatusCode.NoContent, await ConfirmAsync(alice, ticket, new { seq = 3, received = now, opened = now }));

        var body = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Body;
        Assert.Equal("opened", State(body));
        Assert.Equal(["written", "handedOver", "received", "opened"], Delivery(body).GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("step").GetString()));
        Assert.All(Delivery(body).GetProperty("steps").EnumerateArray(), step => Assert.True(step.TryGetProperty("at", out _)));
        Assert.False(body.GetProperty("ticket").TryGetProperty("notReached", out _));
    }

    [Fact]
    public async Task An_update_nobody_confirms_is_sent_once_more_and_then_found_as_not_reached_until_it_is_confirmed()
    {
        using var bob = await server.CustomerAsync("bob-silent");
        using var ann = await server.AgentAsync();
        await using var phone = await bob.ConnectAsync("receipts-silent");
        var ticket = await WithProgressAsync(bob, ann);
        var first = (await phone.NextAsync()).GetProperty("updateId").GetString();
        var version = (await ann.GetAsync($"/api/agent/tickets/{ticket}")).Headers["ETag"];
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => State(body) == "sent");

        await server.AdvanceAsync(TimeSpan.FromMinutes(16));
        Assert.Equal(first, (await phone.NextAsync()).GetProperty("updateId").GetString());
        await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => Delivery(body).GetProperty("steps").EnumerateArray().Any(step => step.GetProperty("step").GetString() == "handedOverAgain"));
        // Step by step: a timer that had not yet begun to wait again would pass over one step.
        var list = await ann.UntilAsync("/api/agent/tickets?notReached=true", body =>
        {
            server.Time.Advance(TimeSpan.FromMinutes(1));
            return body.GetProperty("items").EnumerateArray().Any(item => item.GetProperty("id").GetString() == ticket);
        });

        Assert.All(list.GetProperty("items").EnumerateArray(), item => Assert.True(item.GetProperty("notReached").GetBoolean()));
        var shown = await ann.GetAsync($"/api/agent/tickets/{ticket}");
        Assert.True(shown.Body.GetProperty("ticket").GetProperty("notReached").GetBoolean());
        Assert.NotNull(version);

        Assert.Equal(HttpStatusCode.NoContent, await ConfirmAsync(bob, ticket, new { seq = 3, received = server.Time.GetUtcNow() }));
        list = (await ann.GetAsync("/api/agent/tickets?notReached=true")).Body;
        Assert.DoesNotContain(list.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == ticket);
    }

    [Fact]
    public async Task A_bad_receipt_is_refused_by_name_and_somebody_elses_ticket_does_not_exist()
    {
        using var carol = await server.CustomerAsync("carol");
        using var mallory = await server.CustomerAsync("mallory");
        using var ann = await server.AgentAsync();
        var ticket = await WithProgressAsync(carol, ann);
        var now = server.Time.GetUtcNow();

        await RefusedAsync(carol, ticket, new { }, "receipts");
        await RefusedAsync(carol, ticket, new { receipts = Array.Empty<object>() }, "receipts");
        await RefusedAsync(carol, ticket, new { receipts = Enumerable.Range(1, 101).Select(seq => new { seq, received = now }) }, "receipts");
        await RefusedAsync(carol, ticket, new { receipts = new object?[] { new { seq = 3, received = now }, null } }, "receipts[1]");
        await RefusedAsync(carol, ticket, new { receipts = new[] { new { received = now } } }, "receipts[0].seq");
        await RefusedAsync(carol, ticket, new { receipts = new[] { new { seq = 3 } } }, "receipts[0].received");
        await RefusedAsync(carol, ticket, new { receipts = new[] { new { seq = 3, received = "yesterday" } } }, "receipts[0].received");
        await RefusedAsync(carol, ticket, new { receipts = new[] { new { seq = 3, received = now, installationId = "a || b" } } }, "receipts[0].installationId");
        await RefusedAsync(carol, ticket, new { receipts = new[] { new { seq = 99, received = now } } }, "receipts");
        Assert.Equal(HttpStatusCode.NotFound, await ConfirmAsync(mallory, ticket, new { seq = 3, received = now }));
        Assert.Equal("noDevice", State((await ann.UntilAsync($"/api/agent/tickets/{ticket}", body => State(body) != "pending"))));
    }

    [Fact]
    public async Task What_reached_nobody_comes_newest_first_only()
    {
        using var ann = await server.AgentAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await ann.GetAsync("/api/agent/tickets?notReached=perhaps")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await ann.GetAsync("/api/agent/tickets?notReached=true&order=due")).Status);
    }

    [Fact]
    public async Task A_test_push_tells_hop_by_hop_how_far_it_came()
    {
        using var dora = await server.CustomerAsync("dora");
        using var mallory = await server.CustomerAsync("mallory");
        await using var phone = await dora.ConnectAsync("receipts-test");

        var answer = await dora.PostAsync("/api/devices/receipts-test/test");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            [("registered", true), ("knownToHub", true), ("takenByHub", true)],
            answer.Body.GetProperty("hops").EnumerateArray().Select(hop => (hop.GetProperty("step").GetString(), hop.GetProperty("ok").GetBoolean())));
        Assert.Equal(answer.Body.GetProperty("updateId").GetString(), (await phone.NextAsync()).GetProperty("updateId").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await mallory.PostAsync("/api/devices/receipts-test/test")).Status);
    }

    private static async Task<string> WithProgressAsync(Person customer, Person agent)
    {
        var ticket = await customer.SubmitAsync();
        await agent.ActAsync(ticket, "claim");
        await agent.ActAsync(ticket, "progress", "We asked the carrier.");
        return ticket;
    }

    private static async Task<HttpStatusCode> ConfirmAsync(Person person, string ticket, object receipt) =>
        (await person.PostAsync($"/api/tickets/{ticket}/receipts", new { receipts = new[] { receipt } })).Status;

    private static async Task RefusedAsync(Person person, string ticket, object body, string field)
    {
        var answer = await person.PostAsync($"/api/tickets/{ticket}/receipts", body);
        Assert.Equal((HttpStatusCode.BadRequest, "invalid_request"), (answer.Status, answer.Code));
        Assert.True(answer.Body.GetProperty("errors").TryGetProperty(field, out _), answer.Body.ToString());
    }

    private static JsonElement Delivery(JsonElement body) => body.GetProperty("deliveries")[0];

    private static string? State(JsonElement body) => Delivery(body).GetProperty("state").GetString();
}
