namespace ServerlessSupport.App.Http;

/// <summary>Finds tickets for agents, by what they are, in whose hands they are, and the words in them; counts them, and shows them.</summary>
public sealed class ReadAnyTicket(AgentTickets tickets, NotReachedTickets notReached, TicketCounts counts, IDeliveryLog deliveries, TimeProvider time)
{
    /// <summary>By when an agent's word is due, unless they were asked for otherwise.</summary>
    [Function(nameof(ListAllTickets)), Allow(Who.Agents)]
    public async Task<IResult> ListAllTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (FilterQuery.Read(request, time.GetUtcNow()).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        var list = asked.NotReached ? "not reached" : asked.Filter.Name;
        if (request.Page(list, out var page) is { } badPage)
            return new ProblemResult(badPage);
        var found = asked.NotReached ? await notReached.ListAsync(request.Caller(), asked.Filter, page, cancellationToken) : await tickets.ListAsync(request.Caller(), asked.Filter, page, cancellationToken);
        var items = found.Items.Select(ticket => AgentTicketSummary.Of(ticket) with { NotReached = asked.NotReached ? true : null });
        return new Answer<AgentTicketList>(new([.. items], found.Next?.ToCursor(list)), WireJson.Instance.AgentTicketList);
    }

    /// <summary>How many stand in the views and in the queues.</summary>
    [Function(nameof(CountTickets)), Allow(Who.Agents)]
    public async Task<IResult> CountTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/counts")] HttpRequest request, CancellationToken cancellationToken) =>
        new Answer<CountedTickets>(await counts.RunAsync(request.Caller(), cancellationToken), WireJson.Instance.CountedTickets);

    /// <summary>With everything, and what became of each update on its way.</summary>
    [Function(nameof(GetAnyTicket)), Allow(Who.Agents)]
    public async Task<IResult> GetAnyTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(request.Caller(), ticketId, cancellationToken) is { } ticket
            ? request.AgentTicket(new TicketChange(ticket), await deliveries.TryFindAsync(ticket.Id, cancellationToken))
            : TicketAnswers.NotFound();
}
