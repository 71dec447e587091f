using System.Runtime.CompilerServices;
using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>What became of a push: what the platform answered (null when there is nobody to send it to now), and for which installations it is held back, until when at most.</summary>
public sealed record Sending(PushResult? Result, IReadOnlyList<string> Later, DateTimeOffset? Until);

/// <summary>
/// Whom a push reaches, decided at the moment of sending from our own table of devices: what the push platform believes of a device
/// may be old.
/// </summary>
public sealed class Recipients(IInstallationStore installations, GuardedGateway gateway, PruneDevices prune)
{
    /// <summary>The agent who works on the ticket, unless away, if there is a device of theirs; else all agents who see it and are there.</summary>
    public async Task<Audience> OfReminderAsync(Ticket ticket, IReadOnlyList<AgentProfile> people, CancellationToken cancellationToken)
    {
        if (ticket is { State: TicketState.InProgress or TicketState.Waiting, Assignee: { } agent } && PersonKey.Of(agent) is var key && !people.Any(person => person.Key == key && AudienceRules.IsAway(person))
            && (await installations.ListAsync(key, cancellationToken)).Any(IsAgents))
            return Audience.Only([key]);
        return AudienceRules.OfReminder(ticket, people);
    }

    /// <summary>Looks at devices of agents, as many as one push may name, and forgets those whose channel is none any more: what goes there reaches nobody, and the platform takes it all the same.</summary>
    public async Task PruneAsync(Audience who, CancellationToken cancellationToken)
    {
        await foreach (var page in PagesAsync(who, cancellationToken))
        {
            await prune.RunAsync(page, cancellationToken);
            return;
        }
    }

    /// <summary>The customer's devices, as many as one push may name: two registrations at once may make more, of which those last heard of count.</summary>
    public async Task<IReadOnlyList<Installation>> OfCustomerAsync(Ticket ticket, CancellationToken cancellationToken) =>
        Newest(await installations.ListAsync(ticket.CustomerKey, cancellationToken));

    /// <summary>Sends an update to those of the customer's devices that <paramref name="split"/> leaves. The message is made when there are any.</summary>
    public async Task<Sending> SendAsync(
        Ticket ticket, TimelineEntry entry, Func<Task<PushMessage>> message, Func<IReadOnlyList<Installation>, QuietSplit> split, CancellationToken cancellationToken) =>
        await SendAsync(message, split(await OfCustomerAsync(ticket, cancellationToken)), entry.TraceParent, cancellationToken);

    /// <summary>Sends a push to agents' devices, a page at a time. It has been taken when it was for any of them: to tell one is to tell.</summary>
    public async Task<Sending> SendAsync(
        Audience who, PushMessage message, Delivery? known, DateTimeOffset quietAt, string? cause, CancellationToken cancellationToken)
    {
        var all = new Sending(null, [], null);
        await foreach (var page in PagesAsync(who, cancellationToken))
        {
            var split = QuietRules.Split(QuietRules.Recipients(known, page), canWait: true, quietAt);
            var sending = await SendAsync(() => Task.FromResult(message), split, cause, cancellationToken);
            // Two people may have devices of the same id, so those of agents are named by registration.
            all = new Sending(Better(all.Result, sending.Result), [.. all.Later, .. split.Later.Select(device => device.RegistrationTag)], new[] { all.Until, sending.Until }.Min());
            if (sending.Result is { Outcome: PushOutcome.Unavailable })
                break;
        }

        return all;
    }

    private async Task<Sending> SendAsync(Func<Task<PushMessage>> message, QuietSplit split, string? cause, CancellationToken cancellationToken)
    {
        var result = split.Now.Count == 0
            ? null
            : await gateway.SendAsync(await message(), TagExpression.AnyOf([.. split.Now.Select(device => device.RegistrationTag)]), cancellationToken, cause);
        return new Sending(result, [.. split.Later.Select(device => device.Id)], split.Until);
    }

    /// <summary>The devices, as many at a time as one push may name.</summary>
    private async IAsyncEnumerable<IReadOnlyList<Installation>> PagesAsync(Audience who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Installation> waiting = [];
        await foreach (var device in DevicesAsync(who, cancellationToken))
        {
            waiting.Add(device);
            if (waiting.Count < TagExpression.MaxTags)
                continue;
            yield return waiting;
            waiting = [];
        }

        if (waiting.Count > 0)
            yield return waiting;
    }

    private async IAsyncEnumerable<Installation> DevicesAsync(Audience who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var key in who.IsAll ? [] : who.Keys)
        {
            foreach (var device in Newest([.. (await installations.ListAsync(key, cancellationToken)).Where(IsAgents)]))
                yield return device;
        }

        if (!who.IsAll)
            yield break;
        ListPosition? after = null;
        var read = 0;
        do
        {
            var page = await installations.ListAgentsAsync(new PageRequest(TagExpression.MaxTags, after), cancellationToken);
            foreach (var device in page.Items.Where(device => who.Includes(device.PersonKey)))
                yield return device;
            (after, read) = (page.Next, read + page.Items.Count);
        }
        while (after is not null && read < AgentsToTell.MaxDevices);
    }

    private static bool IsAgents(Installation device) => device.Roles.Contains(ActorRole.Agent);

    private static IReadOnlyList<Installation> Newest(IReadOnlyList<Installation> devices) =>
        devices.Count <= TagExpression.MaxTags ? devices : [.. devices.OrderByDescending(device => device.RefreshedAt).Take(TagExpression.MaxTags)];

    private static PushResult? Better(PushResult? one, PushResult? other) =>
        one is null || other is null ? one ?? other : one.Outcome <= other.Outcome ? one : other;
}
