namespace ServerlessSupport.Tickets;

/// <summary>
/// Merges a ticket into another one of its customer. Two writes: a crash between them leaves a ticket that has ended and names the other,
/// which does not name it yet; repeating the request does. What is to go on may end at the same moment: then it goes on where that one does,
/// and where nothing does the merger is taken back, so that no customer waits for a word on tickets that nobody looks at.
/// </summary>
public sealed class Mergers(AgentTickets tickets, TicketChanges changes, IOptions<RemindersOptions> reminders, TimeProvider time)
{
    public async Task<Outcome<TicketChange>> MergeAsync(AgentRequest request, string into, CancellationToken cancellationToken)
    {
        if ((await tickets.EndAsync(request, into, cancellationToken)).Refused(out var refusal, out var change))
            return refusal;
        return await GoOnAsync(request.Agent, change.Ticket, into, cancellationToken) is { } failed ? failed : change;
    }

    // Each ticket that has ended by a merger itself leads to the next.
    private async Task<Refusal?> GoOnAsync(Caller agent, Ticket ended, string into, CancellationToken cancellationToken)
    {
        HashSet<string> passed = [ended.Id];
        string? next = into;
        while (next is not null && passed.Add(next))
        {
            var noted = await ApplyAsync("ticket.merge-from", agent, next, (ticket, now) => MergeRules.GoOn(ticket, agent.Id, ended, now, reminders.Value), cancellationToken);
            if (!noted.Refused(out var refusal, out _))
                return null;
            if (refusal.Problem != ProblemCode.TicketClosed && refusal.Problem != ProblemCode.TicketMerged)
                return refusal;
            next = refusal.MergedInto;
        }

        var undone = await ApplyAsync("ticket.merge-back", agent, ended.Id, (ticket, now) => MergeRules.TakeBack(ticket, agent.Id, into, now, reminders.Value), cancellationToken);
        return undone.Refused(out var failed, out _) ? failed : ProblemCode.Conflict.With("The ticket that was to go on has ended meanwhile. Look at both again.");
    }

    private Task<Outcome<TicketChange>> ApplyAsync(string span, Caller agent, string ticketId, Func<Ticket, DateTimeOffset, Outcome<Ticket>> rule, CancellationToken cancellationToken) =>
        changes.ApplyAsync(
            span,
            ticketId,
            null,
            null,
            ticket => rule(ticket, time.GetUtcNow()).Refused(out var refusal, out var changed) ? refusal : changed.SignedBy(agent, ticket.Version),
            cancellationToken);
}
