using ServerlessSupport.Telemetry;

namespace ServerlessSupport.Tickets;

/// <summary>A ticket after a change, or as it was after the first time when the request is a repeat.</summary>
public sealed record TicketChange(Ticket Ticket, bool Replayed = false);

/// <summary>
/// Changes a ticket by one rule: one read, one conditional write. A repeat of a request (same key, same content) gets
/// the first answer; a race with another writer is run again on the newer version.
/// </summary>
public sealed class TicketChanges(ITicketStore store)
{
    private const int MaxRaces = 12;

    /// <summary>Applies the rule; a rule that returns the ticket it was given writes nothing. <paramref name="span"/> is what traces call the change.</summary>
    public async Task<Outcome<TicketChange>> ApplyAsync(
        string span, string ticketId, RequestIdentity? request, int? expectedVersion, Func<Ticket, Outcome<Ticket>> rule, CancellationToken cancellationToken)
    {
        using var activity = Spans.Start(span, ticketId);
        return activity.Ended(await ApplyAsync(ticketId, request, expectedVersion, rule, cancellationToken));
    }

    private async Task<Outcome<TicketChange>> ApplyAsync(
        string ticketId, RequestIdentity? request, int? expectedVersion, Func<Ticket, Outcome<Ticket>> rule, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            if (await store.FindAsync(ticketId, cancellationToken) is not { } stored)
                return NotFound();
            if (request is not null && Replay(stored.Document, request) is { } replay)
                return replay;
            if (expectedVersion is { } expected && expected != stored.Document.Version)
                return Mismatch(expected, stored.Document.Version);
            if (rule(stored.Document).Refused(out var refusal, out var changed))
                return refusal;
            if (ReferenceEquals(changed, stored.Document))
                return new TicketChange(changed);
            if (await store.ReplaceAsync(Sign(stored.Document, changed, request).Traced(stored.Document.Version), stored.ETag, cancellationToken) is not { } written)
                continue;
            Measurements.Changed(stored.Document, written.Document);
            return new TicketChange(written.Document);
        }

        return ProblemCode.Conflict.With("Others kept changing the ticket. Try again.");
    }

    public static Refusal NotFound() => ProblemCode.NotFound.With("There is no such ticket.");

    private static Refusal Mismatch(int expected, int current) =>
        ProblemCode.VersionMismatch.With($"If-Match names version {expected}; the ticket is at version {current}.") with { CurrentVersion = current };

    private static Outcome<TicketChange>? Replay(Ticket ticket, RequestIdentity request)
    {
        TimelineEntry? last = null;
        foreach (var entry in ticket.Timeline)
        {
            if (!request.Made(entry, out var same))
                continue;
            if (!same)
                return ProblemCode.IdempotencyKeyReused.With("Use a new Idempotency-Key for a new request.");
            last = entry;
        }

        return last is null ? (Outcome<TicketChange>?)null : new TicketChange(ticket.AsOf(last.Seq), Replayed: true);
    }

    private static Ticket Sign(Ticket before, Ticket after, RequestIdentity? request) =>
        request is null
            ? after
            : after with { Timeline = [.. after.Timeline.Select(entry => entry.Seq > before.Version ? entry with { RequestKey = request.RequestKey } : entry)] };
}
