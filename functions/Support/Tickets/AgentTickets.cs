using Microsoft.Extensions.Options;

namespace ServerlessSupport.Tickets;

/// <summary>What an agent asks to be done to a ticket: which one, at which of some versions if they say so, and under which idempotency key.</summary>
public sealed record AgentRequest(Caller Agent, string TicketId, IReadOnlyList<int>? ExpectedVersions = null, string? IdempotencyKey = null);

/// <summary>What agents do with tickets: one read and one conditional write each.</summary>
public sealed class AgentTickets(ITicketStore store, TicketChanges changes, IOptions<RemindersOptions> reminders, TimeProvider time)
{
    public Task<Page<TicketBrief>> ListAsync(TicketFilter filter, PageRequest page, CancellationToken cancellationToken) =>
        store.ListAsync(filter, page, cancellationToken);

    public async Task<Ticket?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        TicketId.IsValid(ticketId) ? (await store.FindAsync(ticketId, cancellationToken))?.Document : null;

    public Task<Outcome<TicketChange>> ClaimAsync(AgentRequest request, bool takeOver, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Claim(ticket, request.Agent.Id, takeOver, now, reminders.Value), cancellationToken, "claim", takeOver.ToString());

    public Task<Outcome<TicketChange>> ProgressAsync(AgentRequest request, string text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Progress(ticket, request.Agent.Id, text, now, reminders.Value), cancellationToken, "progress", text);

    public Task<Outcome<TicketChange>> NoteAsync(AgentRequest request, string text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Note(ticket, request.Agent.Id, text, now), cancellationToken, "note", text);

    public Task<Outcome<TicketChange>> ResolveAsync(AgentRequest request, string text, CancellationToken cancellationToken) =>
        ApplyAsync(request, (ticket, now) => AgentRules.Resolve(ticket, request.Agent.Id, text, now), cancellationToken, "result", text);

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
                ticket => rule(ticket, time.GetUtcNow()),
                cancellationToken)
            : Task.FromResult<Outcome<TicketChange>>(TicketChanges.NotFound());
}
