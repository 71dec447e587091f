using ServerlessSupport.Desk;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Unit.Push;

/// <summary>The agents' lane over a store of its own, with people of the desk who have a device each.</summary>
public abstract class AgentPushTests : PushTests
{
    private protected const string Bob = "agent-bob";

    protected AgentPushTests() => _store.Time.SetUtcNow(Some.Morning.AddMinutes(10));

    private protected DateTimeOffset Now => _store.Time.GetUtcNow();

    private protected Ticket Says(Ticket ticket, string text) => Some.Made(CustomerRules.Write(ticket, text, Now, Some.Reminders));

    private protected static AgentProfile Person(string name, IReadOnlyList<string> queues) =>
        new() { Key = PersonKey.Of($"agent-{name}"), Id = $"agent-{name}", Name = name, DisplayName = name, Queues = queues };

    /// <summary>People of the desk, each with a device of their name.</summary>
    private protected async Task WithAsync(params IEnumerable<AgentProfile> people)
    {
        foreach (var person in people)
        {
            await _store.Desk.PutAsync(Shelves.People, person.Key, person, Cancelled);
            await _store.Installations.PutAsync(Some.AgentsDevice(person.Name!, person.Id), Cancelled);
        }
    }

    private protected async Task<Lane> AgentsAsync() => Assert.Single(await LanesAsync());

    private protected async Task<List<Lane>> LanesAsync()
    {
        List<Lane> lanes = [];
        foreach (var asked in await _store.Changes.ReadAsync(null, default, 10, Cancelled) is var page ? page.Items : [])
            if (await _store.Deliveries.FindAsync(asked.Id, Cancelled) is { Document.Agents: var lane })
                lanes.Add(lane);
        return lanes;
    }

    private protected async Task<Ticket> PushAsync(Ticket ticket)
    {
        await _push.RunAsync(await _store.KeepAsync(ticket), LaneName.Agents, Cancelled);
        return ticket;
    }
}
