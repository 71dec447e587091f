namespace ServerlessSupport.Tickets;

/// <summary>Two tickets of one customer about the same: one ends, and names the one that goes on. Any agent may merge.</summary>
public static class MergeRules
{
    /// <summary>Ends the ticket. Merging it again into the same one changes nothing.</summary>
    public static Outcome<Ticket> End(Ticket ticket, string agent, Ticket into, DateTimeOffset now)
    {
        if (into.Id == ticket.Id || into.CustomerKey != ticket.CustomerKey)
            return NoOther();
        if (ticket.MergedInto == into.Id)
            return ticket;
        if (RefuseMerged(ticket) is { } merged)
            return merged;
        if (ticket.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("The ticket is closed.");
        if (into.State == TicketState.Closed)
            return ProblemCode.TicketClosed.With("The ticket that is to go on is closed.");
        if (TicketLimits.Refuse(into, ActorRole.Agent, null, Room.Reserve) is { } noRoom)
            return noRoom;
        return TicketLimits.Refuse(ticket, ActorRole.Agent, null, Room.Reserve) is { } full
            ? full
            : ticket.Append(AgentRules.Entry(EntryKind.Merged, agent, now) with { Into = into.Id }) with { NextReminderAt = null };
    }

    /// <summary>
    /// Notes on the ticket that goes on which one ended; one that was noted changes nothing, nor does one that there is no room for. A question that nobody
    /// had answered there is owed here, and no later than it was due. Refused where the ticket does not go on either.
    /// </summary>
    public static Outcome<Ticket> GoOn(Ticket ticket, string agent, Ticket ended, DateTimeOffset now, RemindersOptions reminders)
    {
        if (ticket.Timeline.Any(entry => entry.From == ended.Id))
            return ticket;
        if (ticket.State == TicketState.Closed)
            return RefuseMerged(ticket) ?? ProblemCode.TicketClosed.With("The ticket that is to go on is closed.");
        if (TicketLimits.Refuse(ticket, ActorRole.Agent, null, Room.Reserve) is not null)
            return ticket;
        var before = Before(ended);
        var noted = AgentRules.Entry(EntryKind.Merged, agent, now) with { From = ended.Id, BringsQuestion = before.Awaits == Awaited.Agent };
        if (!noted.BringsQuestion || ticket.IsEnded)
            return ticket.Append(noted);
        var due = before.DueAt ?? now + reminders.First;
        // While its customer was to answer nothing was owed: what is due there is the end of a snooze that is over, of which nobody is reminded again.
        var isOwed = ticket.State != TicketState.Waiting || ticket.IsSnoozed(now);
        return isOwed && ticket.DueAt <= due ? ticket.Append(noted) : ticket.AppendOwing(noted, due);
    }

    /// <summary>Takes a ticket up again whose merger led nowhere; one that was taken up already is returned as it is.</summary>
    public static Outcome<Ticket> TakeBack(Ticket ticket, string agent, string into, DateTimeOffset now, RemindersOptions reminders) => ticket.MergedInto == into
        ? ticket.AppendOwing(AgentRules.Entry(EntryKind.Reopened, agent, now), Before(ticket).DueAt ?? now + reminders.First)
        : ticket;

    internal static Refusal NoOther() => Refusal.Field("into", "must be another ticket of the same customer.");

    /// <summary>Why nothing can be said on the ticket any more, and where it can be; null when it was not merged.</summary>
    internal static Refusal? RefuseMerged(Ticket ticket) => ticket.MergedInto is { } into
        ? ProblemCode.TicketMerged.With($"The ticket was merged into {TicketReference.Of(into)}, which goes on.") with { MergedInto = into }
        : null;

    private static Ticket Before(Ticket ended) => ended.Timeline.LastOrDefault(entry => entry.Into is not null) is { } end ? ended.AsOf(end.Seq - 1) : ended;
}
