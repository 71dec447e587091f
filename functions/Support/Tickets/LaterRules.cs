namespace ServerlessSupport.Tickets;

/// <summary>
/// Texts that an agent writes now and the customer gets later. Each waits as an entry of its own, and one conditional write turns it into
/// the progress, question or result that it is to be: it is sent once, or cancelled. It is the word of the agent who has the ticket, so
/// whatever takes the ticket from them, ends it, or lets the customer say something first cancels it in the same write.
/// </summary>
public static class LaterRules
{
    /// <summary>Texts of a ticket that may wait at a time.</summary>
    public const int MaxWaiting = 5;

    /// <summary>How far ahead a text may be sent.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(90);

    /// <summary>Has a text sent at a time; only the agent who has the ticket may.</summary>
    public static Outcome<Ticket> Schedule(Ticket ticket, string agent, EntryKind kind, string text, DateTimeOffset at, DateTimeOffset now)
    {
        if (at <= now || at > now + MaxAhead)
            return Refusal.Field("at", $"must be a time to come, at most {MaxAhead.TotalDays} days from now.");
        if (AgentRules.RefuseUnclaimed(ticket, agent) is { } unclaimed)
            return unclaimed;
        if (ticket.Waiting(ticket.Version).Count >= MaxWaiting)
            return ProblemCode.TimelineFull.With($"At most {MaxWaiting} texts of a ticket may wait to be sent. Cancel one.");
        // Twice: as it waits, and as it will stand there once it is sent.
        return TicketLimits.Refuse(ticket, ActorRole.Agent, text + text) is { } full
            ? full
            : ticket.Append(AgentRules.Entry(EntryKind.Scheduled, agent, now, text) with { Sends = kind, DueAt = at });
    }

    /// <summary>Cancels a text that waits; any agent may.</summary>
    public static Outcome<Ticket> Cancel(Ticket ticket, string agent, int seq, DateTimeOffset now) =>
        ticket.Waiting(ticket.Version).Any(later => later.Seq == seq)
            ? ticket.Append(AgentRules.Entry(EntryKind.Cancelled, agent, now) with { Settles = seq })
            : ProblemCode.NotFound.With("There is no such text that waits to be sent: it was sent or cancelled.");

    /// <summary>The ticket with all that is due sent, in the name of who wrote it; null when nothing is due.</summary>
    public static Ticket? Send(Ticket ticket, DateTimeOffset now, RemindersOptions reminders)
    {
        if (ticket.SendAt is null || ticket.SendAt > now)
            return null;
        var sent = ticket;
        while (sent.SendAt <= now)
            sent = Send(sent, sent.Waiting(sent.Version).MinBy(later => later.DueAt)!, now, reminders);
        return sent;
    }

    /// <summary>The texts that waited to be sent when the ticket had so many entries, in the order in which they were written.</summary>
    public static IReadOnlyList<TimelineEntry> Waiting(this Ticket ticket, int version)
    {
        if (ticket.Newest(EntryKind.Scheduled) is null)
            return [];
        var entries = ticket.Timeline.Where(entry => entry.Seq <= version).ToList();
        var settled = entries.Select(entry => entry.Settles).ToHashSet();
        return [.. entries.Where(entry => entry.Kind == EntryKind.Scheduled && !settled.Contains(entry.Seq))];
    }

    /// <summary>The ticket without the texts that an entry overtakes: each is cancelled by whoever made that entry.</summary>
    internal static Ticket CancelOvertaken(this Ticket ticket, TimelineEntry by) =>
        Overtakes(by) ? ticket.Waiting(by.Seq).Aggregate(ticket, (left, later) => Overtakes(by, later) ? left.Append(Cancelled(by, later)) : left) : ticket;

    private static Ticket Send(Ticket ticket, TimelineEntry later, DateTimeOffset now, RemindersOptions reminders)
    {
        var entry = new TimelineEntry
        {
            Kind = later.Sends!.Value,
            At = now,
            By = ActorRole.Agent,
            ById = later.ById,
            ByName = later.ByName,
            Text = later.Text,
            Settles = later.Seq,
        };
        return later.Sends == EntryKind.Progress ? ticket.AppendOwing(entry, now + reminders.First) : ticket.Append(entry) with { NextReminderAt = null };
    }

    private static bool Overtakes(TimelineEntry entry) => entry.Kind switch
    {
        EntryKind.Claimed or EntryKind.Assigned or EntryKind.Result or EntryKind.Closed or EntryKind.Merged => true,
        EntryKind.Message => entry.By == ActorRole.Customer,
        EntryKind.Inquiry => !entry.Nudge,
        _ => false,
    };

    // Who takes their own ticket again still means what they wrote.
    private static bool Overtakes(TimelineEntry entry, TimelineEntry later) => entry.Kind switch
    {
        EntryKind.Claimed => entry.ById != later.ById,
        EntryKind.Assigned => entry.Assignee != later.ById,
        // What the customer said on a ticket that goes on in this one they say here now.
        EntryKind.Merged => entry.Into is not null || entry.BringsQuestion,
        _ => true,
    };

    private static TimelineEntry Cancelled(TimelineEntry by, TimelineEntry later) =>
        new() { Kind = EntryKind.Cancelled, At = by.At, By = by.By, ById = by.ById, Settles = later.Seq };
}
