using System.Diagnostics;

namespace ServerlessSupport.Tickets;

/// <summary>What a change of a ticket tells of itself: how it ended, under which trace, and how long what it brought was waited for.</summary>
internal static class TicketTelemetry
{
    /// <summary>Notes how a change ended: the code of a refusal is no error of ours.</summary>
    public static Outcome<TicketChange> Ended(this Activity? span, Outcome<TicketChange> outcome)
    {
        span?.SetTag("support.outcome", outcome.Refused(out var refusal, out var change) ? refusal.Problem.Code : change.Replayed ? "replayed" : "done");
        return outcome;
    }

    /// <summary>The ticket whose entries above a version carry the trace of the work under way; the same ticket when nobody records it.</summary>
    public static Ticket Traced(this Ticket ticket, int aboveVersion) =>
        TraceParent.Current is { } current
            ? ticket with { Timeline = [.. ticket.Timeline.Select(entry => entry.Seq > aboveVersion ? entry with { TraceParent = current } : entry)] }
            : ticket;

    /// <summary>Times what a change brought that was waited for.</summary>
    public static void Measure(Ticket before, Ticket after)
    {
        foreach (var entry in after.Timeline.Skip(before.Version))
        {
            if (entry.Kind == EntryKind.Claimed && before.Newest(EntryKind.Claimed) is null)
                Measurements.FirstHandled(after.Category.OnWire(), entry.At - after.CreatedAt);
            else if (entry is { Kind: EntryKind.Result, Corrects: null })
                Measurements.Answered(after.Category.OnWire(), after.Newest(EntryKind.Reopened) is not null, entry.At - (after.Newest(EntryKind.Reopened)?.At ?? after.CreatedAt));
        }
    }
}
