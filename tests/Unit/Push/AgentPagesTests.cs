using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>A reminder to so many agents that it takes several pushes.</summary>
public sealed class AgentPagesTests : PushTests
{
    private static readonly PushResult Down = new(PushOutcome.Unavailable, "down");

    public AgentPagesTests() => _store.Time.SetUtcNow(Some.Morning + Some.Reminders.First);

    [Fact]
    public async Task When_the_platform_fails_after_the_first_it_is_asked_for_no_more_and_the_reminder_counts_as_sent()
    {
        await WithAgentsAsync(pages: 3);
        _gateway.Answer = _ => _gateway.Asked.Count == 1 ? PushResult.Accepted : Down;

        Assert.Equal(DeliveryState.Sent, await RemindAsync());
        Assert.Equal(2, _gateway.Asked.Count);
    }

    [Fact]
    public async Task One_that_is_taken_makes_up_for_one_that_is_refused()
    {
        await WithAgentsAsync(pages: 2);
        _gateway.Answer = _ => _gateway.Asked.Count == 1 ? new PushResult(PushOutcome.Refused, "no") : PushResult.Accepted;

        Assert.Equal(DeliveryState.Sent, await RemindAsync());
        Assert.Equal(2, _gateway.Asked.Count);
    }

    [Fact]
    public async Task A_ticket_that_is_open_again_is_for_all_agents_and_not_for_its_last_one()
    {
        await _store.Installations.PutAsync(Some.AgentsDevice("ann"), Cancelled);
        await _store.Installations.PutAsync(Some.AgentsDevice("bob", "agent-bob"), Cancelled);
        var reopened = Some.RemindedTicket() with { Assignee = Some.Agent };
        await _push.RunAsync(await _store.KeepAsync(reopened), Cancelled);

        Assert.Contains(" || ", Assert.Single(_gateway.Asked).Audience, StringComparison.Ordinal);
    }

    private async Task<DeliveryState> RemindAsync()
    {
        var ticket = await _store.KeepAsync(Some.RemindedTicket());
        await _push.RunAsync(ticket, Cancelled);
        return (await _store.Deliveries.FindAsync(ticket.Id, Cancelled))!.Document.Agents.Updates.Single().State;
    }

    private async Task WithAgentsAsync(int pages)
    {
        for (var i = 0; i < pages * TagExpression.MaxTags; i++)
            await _store.Installations.PutAsync(Some.AgentsDevice($"desk-{i}", $"agent-{i}"), Cancelled);
    }
}
