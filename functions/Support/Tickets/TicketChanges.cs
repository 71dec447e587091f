namespace ServerlessSupport.Tickets;

/// <summary>
/// A ticket after a request, or as it was after the first time when the request is a repeat; <paramref name="Unchanged"/> when there was
/// nothing to change.
/// </summary>
public sealed record TicketChange(Ticket Ticket, bool Replayed = false, bool Unchanged = false);

/// <summary>
/// Changes a ticket by one rule: one read, one conditional write. A repeat of a request (same key, same content) gets
/// the first answer, also when the first one changed nothing; a race with another writer is run again on the newer version.
/// </summary>
public sealed class TicketChanges(ITicketStore store)
{
    /// <summary>How many requests that changed nothing a ticket remembers.</summary>
    public const int KeptRequests = 50;

    // Together with the pauses enough for a hundred writers at once, and over within 15 s.
    private const int MaxTries = 24;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Applies the rule; a rule that returns the ticket it was given changes nothing. <paramref name="span"/> is what traces call the change.</summary>
    /// <param name="expected">The versions of which the ticket must have one; null when any will do.</param>
    /// <param name="scope">What the caller sees; null for everything. A repeat of what was done is answered even when it took the ticket out of it.</param>
    /// <param name="admit">Why nothing is done for the caller now; asked once, and not for a repeat, which uses up nothing. Null when nobody need be asked.</param>
    public async Task<Outcome<TicketChange>> ApplyAsync(
        string span,
        string ticketId,
        RequestIdentity? request,
        IReadOnlyList<int>? expected,
        Func<Ticket, Outcome<Ticket>> rule,
        CancellationToken cancellationToken,
        TicketScope? scope = null,
        Func<ValueTask<Refusal?>>? admit = null)
    {
        using var activity = Spans.Start(span, ticketId);
        return activity.Ended(await ApplyAsync(ticketId, request, expected, rule, scope, admit, cancellationToken));
    }

    private async Task<Outcome<TicketChange>> ApplyAsync(
        string ticketId, RequestIdentity? request, IReadOnlyList<int>? expected, Func<Ticket, Outcome<Ticket>> rule, TicketScope? scope, Func<ValueTask<Refusal?>>? admit, CancellationToken cancellationToken)
    {
        for (var tried = 0; tried < MaxTries; tried++)
        {
            if (tried > 0)
                // By the machine's clock: it decides nothing, and must not wait for one that was put back.
                await Task.Delay(Pause(tried), TimeProvider.System, cancellationToken);
            if (await store.FindAsync(ticketId, cancellationToken) is not { } stored)
                return NotFound();
            if (request is not null && Replay(stored.Document, request) is { } replay)
                return replay;
            if (scope?.Includes(stored.Document) == false)
                return NotFound();
            if (admit is not null && await admit() is { } limited)
                return limited;
            admit = null;
            if (expected is not null && !expected.Contains(stored.Document.Version))
                return Mismatch(stored.Document.Version);
            if (rule(stored.Document).Refused(out var refusal, out var changed))
                return refusal;
            var isUnchanged = ReferenceEquals(changed, stored.Document);
            if (isUnchanged && request is null)
                return new TicketChange(changed, Unchanged: true);
            var signed = isUnchanged ? Keep(changed, request!) : Sign(stored.Document, changed, request).Traced(stored.Document.Version);
            if (await store.ReplaceAsync(signed, stored.ETag, cancellationToken) is not { } written)
                continue;
            TicketTelemetry.Measure(stored.Document, written.Document);
            return new TicketChange(written.Document, Unchanged: isUnchanged);
        }

        return ProblemCode.Conflict.With("Others kept changing the ticket. Try again.");
    }

    public static Refusal NotFound() => ProblemCode.NotFound.With("There is no such ticket.");

    private static Refusal Mismatch(int current) =>
        ProblemCode.VersionMismatch.With($"The ticket is at version {current}, which If-Match does not name.") with { CurrentVersion = current };

    // Growing and at random, so that many writers of one ticket do not meet again and again.
    private static TimeSpan Pause(int tried)
    {
        var longest = FirstPause * Math.Pow(2, tried - 1);
        return (longest < LongestPause ? longest : LongestPause) * Random.Shared.NextDouble();
    }

    private static Outcome<TicketChange>? Replay(Ticket ticket, RequestIdentity request)
    {
        var made = ticket.Timeline.Select(entry => (entry.RequestKey, Version: entry.Seq, Unchanged: false));
        var kept = (ticket.KeptRequests ?? []).Select(one => (RequestKey: (string?)one.RequestKey, one.Version, Unchanged: true));
        TicketChange? first = null;
        foreach (var (requestKey, version, unchanged) in made.Concat(kept))
        {
            if (!request.Left(requestKey, out var same))
                continue;
            if (!same)
                return ProblemCode.IdempotencyKeyReused.With("Use a new Idempotency-Key for a new request.");
            first = new TicketChange(ticket.AsOf(version), Replayed: true, unchanged);
        }

        return first is null ? (Outcome<TicketChange>?)null : first;
    }

    private static Ticket Keep(Ticket ticket, RequestIdentity request) =>
        ticket with { KeptRequests = [.. (ticket.KeptRequests ?? []).TakeLast(KeptRequests - 1), new(request.RequestKey, ticket.Version)] };

    private static Ticket Sign(Ticket before, Ticket after, RequestIdentity? request) =>
        request is null
            ? after
            : after with { Timeline = [.. after.Timeline.Select(entry => entry.Seq > before.Version ? entry with { RequestKey = request.RequestKey } : entry)] };
}

/// <summary>
/// What tells a repeated request from a new one: the customer's or agent's Idempotency-Key, and a digest of what was
/// asked. The key counts per caller; another caller's same key is another request.
/// </summary>
public sealed record RequestIdentity
{
    private readonly string _key;
    private readonly string _request;

    private RequestIdentity(string key, string request) => (_key, _request) = (key, request);

    /// <summary>What the entries that the request makes carry.</summary>
    public string RequestKey => $"{_key}.{_request}";

    /// <summary>Null when the caller sent no key: then every request is a new one.</summary>
    public static RequestIdentity? Of(Caller caller, string? idempotencyKey, params ReadOnlySpan<string> request) =>
        idempotencyKey is null ? null : new(Digest.Of("request", caller.Key, idempotencyKey), Digest.Of(request));

    /// <summary>Whether a request with this key left that trace, and if so whether it asked for the same.</summary>
    public bool Left(string? requestKey, out bool same)
    {
        same = requestKey == RequestKey;
        return requestKey is not null && requestKey.StartsWith(_key + ".", StringComparison.Ordinal);
    }
}
