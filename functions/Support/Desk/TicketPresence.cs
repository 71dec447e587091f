namespace ServerlessSupport.Desk;

/// <summary>An agent who looks at a ticket, and whether they write something.</summary>
public sealed record Presence(string Id, string? Name, bool Typing, DateTimeOffset At);

/// <summary>Tells agents who else looks at a ticket. What somebody said of themselves counts for half a minute.</summary>
public sealed class TicketPresence(IDeskStore store, TimeProvider time)
{
    private static readonly TimeSpan Counts = TimeSpan.FromSeconds(30);

    /// <summary>Says that the caller looks at the ticket: one write.</summary>
    public Task SayAsync(Caller agent, string ticketId, bool typing, CancellationToken cancellationToken) =>
        store.PutAsync(Shelves.Presence(ticketId), agent.Key, new Presence(agent.Id, agent.Name, typing, time.GetUtcNow()), cancellationToken);

    /// <summary>The others, by id. One query.</summary>
    public async Task<IReadOnlyList<Presence>> OthersAsync(Caller agent, string ticketId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var all = await store.ListAsync(Shelves.Presence(ticketId), cancellationToken);
        // What a clock wrote that has been put back since counts no longer than any other.
        return [.. all.Select(item => item.Document).Where(other => other.Id != agent.Id && (now - other.At).Duration() <= Counts).OrderBy(other => other.Id, StringComparer.Ordinal)];
    }
}
