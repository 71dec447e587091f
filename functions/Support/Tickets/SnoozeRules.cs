namespace ServerlessSupport.Tickets;

/// <summary>
/// Puts a ticket aside until a time: nobody is reminded of it before, and lists put it where that time belongs. When the time comes its agent is
/// reminded, also of a ticket whose customer has not answered. Whatever is said to or by the customer meanwhile ends it.
/// </summary>
public static class SnoozeRules
{
    /// <summary>How far ahead a ticket may be put aside.</summary>
    public static readonly TimeSpan MaxAhead = LaterRules.MaxAhead;

    /// <summary>Puts the ticket aside; only the agent who has it may. Until the same time again changes nothing.</summary>
    public static Outcome<Ticket> Snooze(Ticket ticket, string agent, DateTimeOffset until, DateTimeOffset now)
    {
        if (until <= now || until > now + MaxAhead)
            return Refusal.Field("until", $"must be a time to come, at most {MaxAhead.TotalDays} days from now.");
        if (AgentRules.RefuseUnclaimed(ticket, agent) is { } unclaimed)
            return unclaimed;
        if (ticket.IsSnoozed(now) && ticket.NextReminderAt == until)
            return ticket;
        return TicketLimits.Refuse(ticket, ActorRole.Agent, null) is { } full ? full : ticket.AppendOwing(AgentRules.Entry(EntryKind.Snoozed, agent, now), until);
    }

    /// <summary>Whether the ticket's next reminder is the one that ends its being put aside; not if it is farther away than any could be.</summary>
    internal static bool IsSnoozed(this Ticket ticket, DateTimeOffset now) =>
        ticket.NextReminderAt is { } at && at <= now + MaxAhead + Clocks.Skew && ticket.Newest(EntryKind.Snoozed)?.DueAt == at;
}
