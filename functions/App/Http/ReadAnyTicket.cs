using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>Shows agents all tickets.</summary>
public sealed class ReadAnyTicket(AgentTickets tickets, IDeliveryLog deliveries)
{
    /// <summary>The longest unchanged first.</summary>
    [Function(nameof(ListAllTickets)), Allow(Who.Agents)]
    public async Task<IResult> ListAllTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.Page(out var page) is { } badPage)
            return new ProblemResult(badPage);
        if (Filter(request).Refused(out var refusal, out var filter))
            return new ProblemResult(refusal);
        if (request.Query.ContainsKey("view"))
            return await ListNotReachedAsync(request, page, cancellationToken);
        var found = await tickets.ListAsync(filter, page, cancellationToken);
        return List([.. found.Items.Select(AgentTicketSummary.Of)], found.Cursor);
    }

    /// <summary>With everything, and what became of each update on its way.</summary>
    [Function(nameof(GetAnyTicket)), Allow(Who.Agents)]
    public async Task<IResult> GetAnyTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(ticketId, cancellationToken) is { } ticket
            ? request.AgentTicket(new TicketChange(ticket), (await deliveries.FindAsync(ticket.Id, cancellationToken))?.Document)
            : TicketAnswers.NotFound();

    // The log says which, so that finding them costs the tickets nothing: pushing never touches a ticket's document.
    private async Task<IResult> ListNotReachedAsync(HttpRequest request, PageRequest page, CancellationToken cancellationToken)
    {
        if (!request.Query["view"].ToString().Equals("notReached", StringComparison.OrdinalIgnoreCase))
            return new ProblemResult(Refusal.Field("view", "must be notReached."));
        if (request.Query.ContainsKey("state") || request.Query.ContainsKey("assignee"))
            return new ProblemResult(Refusal.Field("view", "cannot be combined with state or assignee."));
        var found = await deliveries.ListNotReachedAsync(page, cancellationToken);
        var read = await Task.WhenAll(found.Items.Select(item => tickets.FindAsync(item.Id, cancellationToken)));
        return List([.. read.OfType<Ticket>().Select(ticket => AgentTicketSummary.Of(ticket) with { NotReached = true })], found.Cursor);
    }

    private static Answer<AgentTicketList> List(IReadOnlyList<AgentTicketSummary> tickets, string? cursor) => new(new(tickets, cursor), WireJson.Instance.AgentTicketList);

    private static Outcome<TicketFilter> Filter(HttpRequest request)
    {
        TicketState? state = null;
        if (request.Query.TryGetValue("state", out var text))
        {
            if (!EnumNames.TryRead<TicketState>(text.ToString(), out var named))
                return Refusal.Field("state", EnumNames.Choices<TicketState>());
            state = named;
        }

        var assignee = request.Query.TryGetValue("assignee", out var who) ? who.ToString() : null;
        return new TicketFilter(state, assignee == "me" ? request.Caller().Id : assignee);
    }
}
