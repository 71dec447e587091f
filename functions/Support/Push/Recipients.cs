using System.Runtime.CompilerServices;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Whose devices a push is for: those of one person, or (null) of all agents.</summary>
public sealed record Addressee(string? PersonKey)
{
    public static readonly Addressee AllAgents = new(PersonKey: null);
}

/// <summary>What became of a push: what the platform answered (null when there is nobody to send it to now), and for which installations it is held back, until when at most.</summary>
public sealed record Sending(PushResult? Result, IReadOnlyList<string> Later, DateTimeOffset? Until);

/// <summary>
/// Whom a push reaches, decided at the moment of sending from our own table of devices: what the push platform believes of a device
/// may be old.
/// </summary>
public sealed class Recipients(IInstallationStore installations, GuardedGateway gateway)
{
    /// <summary>More devices than all agents together have.</summary>
    private const int MaxAgentDevices = 4_000;

    /// <summary>The agent who works on the ticket, if there is a device of theirs; else all agents.</summary>
    public async Task<Addressee> OfReminderAsync(Ticket ticket, CancellationToken cancellationToken)
    {
        if (ticket is not { State: TicketState.InProgress, Assignee: { } agent })
            return Addressee.AllAgents;
        var key = PersonKey.Of(agent);
        return (await installations.ListAsync(key, cancellationToken)).Any(IsAgents) ? new Addressee(key) : Addressee.AllAgents;
    }

    /// <summary>The customer's devices, as many as one push may name: two registrations at once may make more, of which those last heard of count.</summary>
    public async Task<IReadOnlyList<Installation>> OfCustomerAsync(Ticket ticket, CancellationToken cancellationToken) =>
        Newest(await installations.ListAsync(ticket.CustomerKey, cancellationToken));

    /// <summary>Sends an update to those of the customer's devices that <paramref name="split"/> leaves.</summary>
    public async Task<Sending> SendAsync(
        Ticket ticket, TimelineEntry entry, PushMessage message, Func<IReadOnlyList<Installation>, QuietSplit> split, CancellationToken cancellationToken) =>
        await SendAsync(message, split(await OfCustomerAsync(ticket, cancellationToken)), entry.TraceParent, cancellationToken);

    /// <summary>Sends a reminder to agents' devices, a page at a time. It has been taken when it was for any of them: to remind one agent is to remind.</summary>
    public async Task<Sending> SendAsync(
        Addressee who, PushMessage message, Delivery? known, DateTimeOffset quietAt, string? cause, CancellationToken cancellationToken)
    {
        var all = new Sending(null, [], null);
        await foreach (var page in PagesAsync(who, cancellationToken))
        {
            var split = QuietRules.Split(QuietRules.Recipients(known, page), canWait: true, quietAt);
            var sending = await SendAsync(message, split, cause, cancellationToken);
            all = new Sending(Better(all.Result, sending.Result), [.. all.Later, .. sending.Later], new[] { all.Until, sending.Until }.Min());
            if (sending.Result is { Outcome: PushOutcome.Unavailable })
                break;
        }

        return all;
    }

    private async Task<Sending> SendAsync(PushMessage message, QuietSplit split, string? cause, CancellationToken cancellationToken)
    {
        var result = split.Now.Count == 0
            ? null
            : await gateway.SendAsync(message, TagExpression.AnyOf([.. split.Now.Select(device => device.RegistrationTag)]), cancellationToken, cause);
        return new Sending(result, [.. split.Later.Select(device => device.Id)], split.Until);
    }

    private async IAsyncEnumerable<IReadOnlyList<Installation>> PagesAsync(Addressee who, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (who.PersonKey is { } key)
        {
            if (Newest([.. (await installations.ListAsync(key, cancellationToken)).Where(IsAgents)]) is { Count: > 0 } own)
                yield return own;
            yield break;
        }

        string? cursor = null;
        var read = 0;
        do
        {
            var page = await installations.ListAgentsAsync(new PageRequest(TagExpression.MaxTags, cursor), cancellationToken);
            if (page.Items.Count > 0)
                yield return page.Items;
            (cursor, read) = (page.Cursor, read + page.Items.Count);
        }
        while (cursor is not null && read < MaxAgentDevices);
    }

    private static bool IsAgents(Installation device) => device.Roles.Contains(ActorRole.Agent);

    private static IReadOnlyList<Installation> Newest(IReadOnlyList<Installation> devices) =>
        devices.Count <= TagExpression.MaxTags ? devices : [.. devices.OrderByDescending(device => device.RefreshedAt).Take(TagExpression.MaxTags)];

    private static PushResult? Better(PushResult? one, PushResult? other) =>
        one is null || other is null ? one ?? other : one.Outcome <= other.Outcome ? one : other;
}
