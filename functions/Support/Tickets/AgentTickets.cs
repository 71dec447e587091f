using ServerlessSupport.Desk;

namespace ServerlessSupport.Tickets;

/// <summary>What an agent asks to be done to a ticket: which one, at which of some versions if they say so, and under which idempotency key.</summary>
public sealed record AgentRequest(Caller Agent, string TicketId, IReadOnlyList<int>? ExpectedVersions = null, string? IdempotencyKey = null);

/// <summary>What agents do with tickets: one read and one conditional write each.</summary>
public sealed class AgentTickets(ITicketStore store, TicketChanges changes, KnownPeople people, IOptions<RemindersOptions> reminders, TimeProvider time)
{
    public Task<Page<TicketBrief>> ListAsync(Caller agent, TicketFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        store.ListAsync(filter with { Scope = TicketScope.Of(agent) }, page, cancellationToken);

    /// <summary>The ticket; null when there is none that the agent sees.</summary>
    public async Task<Ticket?> FindAsync(Caller agent, string ticketId, CancellationToken cancellationToken) =>
        TicketId.IsValid(ticketId) && (await store.FindAsync(ticketId, cancellationToken))?.Document is { } ticket && TicketScope.Of(agent)?.Includes(ticket) != false ? ticket : null;

    /// <summary>Whether an id may be that of a ticket which the agent sees: reads it only for who does not see all.</summary>
    public async ValueTask<bool> MaySeeAsync(Caller agent, string ticketId, CancellationToken cancellationToken) =>
        TicketId.IsValid(ticketId) && (agent.Queues is null || await FindAsync(agent, ticketId, cancellationToken) is not null);

    public Task<Outcome<TicketChange>> ClaimAsync(AgentRequest request, bool takeOver, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Claim(ticket, request.Agent.Id, takeOver, now, reminders.Value), cancellationToken, "claim", takeOver.ToString());

    public Task<Outcome<TicketChange>> ProgressAsync(AgentRequest request, string text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Progress(ticket, request.Agent.Id, text, now, reminders.Value), cancellationToken, "progress", text);

    /// <summary>Notes something; whoever it mentions sees the ticket from then on.</summary>
    public async Task<Outcome<TicketChange>> NoteAsync(AgentRequest request, string text, CancellationToken cancellationToken)
    {
        IReadOnlyList<string>? mentions = text.Contains('@') && Mentions.In(text, [.. (await people.ReadAsync(cancellationToken)).Values.Where(person => person.RemovedAt is null)]).Select(person => person.Key).Distinct().ToList() is { Count: > 0 } named
            ? named
            : null;
        return await ApplyAsync(request, (ticket, now) => AgentRules.Note(ticket, request.Agent.Id, text, now, mentions), cancellationToken, "note", text);
    }

    /// <summary>Asks the customer something.</summary>
    public Task<Outcome<TicketChange>> AskAsync(AgentRequest request, string text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Ask(ticket, request.Agent.Id, text, now), cancellationToken, "ask", text);

    /// <summary>Records the result, or with <paramref name="corrects"/> one in place of the result of that number.</summary>
    public Task<Outcome<TicketChange>> ResolveAsync(AgentRequest request, string text, int? corrects, CancellationToken cancellationToken) => ApplyAsync(
        request,
        (ticket, now) => AgentRules.Resolve(ticket, request.Agent.Id, text, now, corrects),
        cancellationToken,
        corrects is { } seq ? ["result", text, seq.ToString(CultureInfo.InvariantCulture)] : ["result", text]);

    public Task<Outcome<TicketChange>> ReopenAsync(AgentRequest request, string? text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Reopen(ticket, request.Agent.Id, text, now, reminders.Value), cancellationToken, "reopen", text ?? "");

    /// <summary>Hands the ticket to an agent of the directory; somebody else would see it, and nobody would miss it.</summary>
    public async Task<Outcome<TicketChange>> AssignAsync(AgentRequest request, string assignee, CancellationToken cancellationToken)
    {
        var isThere = assignee == request.Agent.Id || await people.IsThereAsync(assignee, cancellationToken);
        return await ApplyAsync(
            request,
            (ticket, now) => AssignmentRules.RefuseTaken(ticket, request.Agent) is { } refusal ? refusal
                : !isThere ? Refusal.Field("assignee", "is nobody of the directory: agents are in it from their first visit until an admin takes them out.")
                : AssignmentRules.Assign(ticket, request.Agent.Id, assignee, now, reminders.Value),
            cancellationToken,
            "assign", assignee);
    }

    public Task<Outcome<TicketChange>> ReleaseAsync(AgentRequest request, CancellationToken cancellationToken) =>
        ApplyAsync(
            request,
            (ticket, now) => AssignmentRules.RefuseTaken(ticket, request.Agent) is { } refusal ? refusal : AssignmentRules.Release(ticket, request.Agent.Id, now, reminders.Value),
            cancellationToken,
            "release");

    public Task<Outcome<TicketChange>> SnoozeAsync(AgentRequest request, DateTimeOffset until, CancellationToken cancellationToken) => ApplyAsync(
        request, (ticket, now) => SnoozeRules.Snooze(ticket, request.Agent.Id, until, now), cancellationToken, "snooze", until.UtcTicks.ToString(CultureInfo.InvariantCulture));

    /// <summary>Has a text sent at a time.</summary>
    public Task<Outcome<TicketChange>> ScheduleAsync(AgentRequest request, EntryKind kind, string text, DateTimeOffset at, CancellationToken cancellationToken) => ApplyAsync(
        request,
        (ticket, now) => LaterRules.Schedule(ticket, request.Agent.Id, kind, text, at, now),
        cancellationToken,
        "later", kind.OnWire(), text, at.UtcTicks.ToString(CultureInfo.InvariantCulture));

    /// <summary>Cancels a text that waits, by its number.</summary>
    public Task<Outcome<TicketChange>> CancelAsync(AgentRequest request, int seq, CancellationToken cancellationToken) => ApplyAsync(
        request, (ticket, now) => LaterRules.Cancel(ticket, request.Agent.Id, seq, now), cancellationToken, "cancel", seq.ToString(CultureInfo.InvariantCulture));

    /// <summary>Ends a ticket because it goes on in another one: the first half of <see cref="Mergers"/>. There may be none that the agent sees.</summary>
    public async Task<Outcome<TicketChange>> EndAsync(AgentRequest request, string into, CancellationToken cancellationToken)
    {
        var other = await FindAsync(request.Agent, into, cancellationToken);
        return await ApplyAsync(request, (ticket, now) => other is null ? MergeRules.NoOther() : MergeRules.End(ticket, request.Agent.Id, other, now), cancellationToken, "merge", into);
    }

    /// <summary>Files a ticket; <paramref name="unfit"/> is why it cannot be filed so, where the caller knows.</summary>
    public Task<Outcome<TicketChange>> FileAsync(AgentRequest request, Filing filing, Refusal? unfit, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => unfit is not null ? unfit : FilingRules.File(ticket, request.Agent.Id, filing, now), cancellationToken, "file", filing.Fingerprint);

    public Task<Outcome<TicketChange>> CloseAsync(AgentRequest request, string? text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Close(ticket, request.Agent.Id, text, now), cancellationToken, "close", text ?? "");

    private Task<Outcome<TicketChange>> ApplyAsync(
        AgentRequest request, Func<Ticket, DateTimeOffset, Outcome<Ticket>> rule, CancellationToken cancellationToken, params ReadOnlySpan<string> asked) =>
        TicketId.IsValid(request.TicketId)
            ? changes.ApplyAsync(
                $"ticket.{asked[0]}",
                request.TicketId,
                RequestIdentity.Of(request.Agent, request.IdempotencyKey, asked),
                request.ExpectedVersions,
                ticket => rule(ticket, time.GetUtcNow()).Refused(out var refusal, out var changed) ? refusal : changed.SignedBy(request.Agent, ticket.Version),
                cancellationToken,
                TicketScope.Of(request.Agent))
            : Task.FromResult<Outcome<TicketChange>>(TicketChanges.NotFound());
}
