using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>How many tickets stand in an agent's views and in the queues; <see cref="TicketCounts.Cap"/> stands for that many or more.</summary>
public sealed record CountedTickets(CountedViews Views, IReadOnlyDictionary<string, int> Queues, int Capped);

/// <summary>The views that every agent has, of tickets without a result.</summary>
/// <param name="Mine">The agent's own.</param>
/// <param name="MineDue">Of these, on which a word is overdue.</param>
/// <param name="Unassigned">Nobody's.</param>
/// <param name="AwaitingUs">The customer wrote last and nobody answered.</param>
/// <param name="NotReached">With an update that reached nobody, in whatever state; for an agent who does not see all, of the newest 100 of these.</param>
/// <param name="Overdue">On which a word is overdue, anybody's.</param>
/// <param name="All">All of them.</param>
public sealed record CountedViews(int Mine, int MineDue, int Unassigned, int AwaitingUs, int NotReached, int Overdue, int All);

/// <summary>Counts what stands in views and queues: one capped count each, by the index that its list is read by.</summary>
public sealed class TicketCounts(ITicketStore store, IDeliveryLog log, IDeskStore desk, NotReachedTickets notReached, TimeProvider time)
{
    public const int Cap = 1_000;

    public async Task<CountedTickets> RunAsync(Caller agent, CancellationToken cancellationToken)
    {
        var all = new TicketFilter { States = TicketFilter.Unended, Scope = TicketScope.Of(agent) };
        var (mine, now) = (all with { Assignee = agent.Id }, time.GetUtcNow());
        var queues = (await desk.ListAsync(Shelves.Queues, cancellationToken)).Where(queue => all.Scope?.Queues.Contains(queue.Id) != false).ToList();
        var ofQueues = Task.WhenAll(queues.Select(queue => CountAsync(all with { Queue = queue.Id })));
        var unreached = all.Scope is null ? log.CountNotReachedAsync(Cap, cancellationToken) : notReached.CountNewestAsync(agent, cancellationToken);
        var views = await Task.WhenAll(
            CountAsync(mine),
            CountAsync(mine with { DueBy = now }),
            CountAsync(all with { Unassigned = true }),
            CountAsync(all with { Awaits = Awaited.Agent }),
            CountAsync(all with { DueBy = now }),
            CountAsync(all));
        var counted = await ofQueues;
        return new CountedTickets(
            new CountedViews(views[0], views[1], views[2], views[3], await unreached, views[4], views[5]),
            queues.Zip(counted).ToDictionary(pair => pair.First.Id, pair => pair.Second),
            Cap);

        Task<int> CountAsync(TicketFilter filter) => store.CountAsync(filter, Cap, cancellationToken);
    }
}
