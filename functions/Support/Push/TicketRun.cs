using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// One run over a ticket: what it saw when it began, and what it changes. The changes are kept as functions, because they
/// may have to be made to what another run has written meanwhile.
/// </summary>
public sealed class TicketRun(Ticket ticket, TicketDeliveries before, DateTimeOffset startedAt)
{
    private readonly List<Func<TicketDeliveries, TicketDeliveries>> _changes = [];

    public Ticket Ticket => ticket;

    /// <summary>The deliveries when the run began.</summary>
    public TicketDeliveries Before => before;

    /// <summary>The deliveries with what this run has changed so far.</summary>
    public TicketDeliveries Current => ApplyTo(before);

    /// <summary>What counts as now for quiet hours: were they to end in between, a later update could reach a device before one that is held back from it.</summary>
    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Adds a change, which has to hold for newer deliveries too.</summary>
    public void Change(Func<TicketDeliveries, TicketDeliveries> change) => _changes.Add(change);

    /// <summary>Makes all changes, in order; the same object when they change nothing.</summary>
    public TicketDeliveries ApplyTo(TicketDeliveries deliveries) => _changes.Aggregate(deliveries, (now, change) => change(now));
}
