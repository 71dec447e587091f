namespace ServerlessSupport.App.Http;

/// <summary>Finds tickets for agents: by what they are, in whose hands they are, and the words in them.</summary>
public sealed class ListAllTickets(AgentTickets tickets, NotReachedTickets notReached, TimeProvider time)
{
    /// <summary>By when an agent's word is due, unless they were asked for otherwise.</summary>
    [Function(nameof(ListAllTickets)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
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
}
