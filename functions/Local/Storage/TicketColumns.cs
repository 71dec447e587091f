namespace ServerlessSupport.Local.Storage;

/// <summary>
/// Small answers of a ticket in one number, so that every index can hold them all: lists then pass over what they do not want without
/// looking at the tickets. Bits 0 and 1 are who is awaited, 2 the category, 3 and 4 the priority, 5 whether an agent has it, 6 whether it stands in a queue.
/// </summary>
internal static class TicketFacets
{
    private const long AwaitedBits = 0b11;
    private const long CategoryBit = 1 << 2;
    private const long PriorityBits = 0b11 << 3;
    private const long AssignedBit = 1 << 5;
    private const long QueuedBit = 1 << 6;

    public static long Of(Ticket ticket) => Code(ticket.Awaits) | Code(ticket.Category) | Code(ticket.Priority)
        | (ticket.Assignee is null ? 0 : AssignedBit) | (ticket.Queue is null ? 0 : QueuedBit);

    /// <summary>Which bits a filter looks at, and what they must be.</summary>
    public static (long Mask, long Value) Wanted(TicketFilter filter)
    {
        var (mask, value) = (0L, 0L);
        if (filter.Awaits is { } awaits)
            (mask, value) = (mask | AwaitedBits, value | Code(awaits));
        if (filter.Category is { } category)
            (mask, value) = (mask | CategoryBit, value | Code(category));
        if (filter.Priority is { } priority)
            (mask, value) = (mask | PriorityBits, value | Code(priority));
        if (filter.Unassigned)
            mask |= AssignedBit;
        if (filter.Unqueued)
            mask |= QueuedBit;
        return (mask, value);
    }

    // Files keep these numbers, whatever becomes of the order of the names.
    private static long Code(Awaited awaits) => awaits switch { Awaited.Agent => 0, Awaited.Customer => 1, _ => 2 };

    private static long Code(TicketCategory category) => category switch { TicketCategory.Question => 0, _ => CategoryBit };

    private static long Code(Priority priority) => priority switch { Priority.Normal => 0, Priority.Low => 1 << 3, Priority.High => 2 << 3, _ => 3 << 3 };
}
