namespace ServerlessSupport.App.Http;

/// <summary>Shows customers their own tickets.</summary>
public sealed class ReadTickets(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    /// <summary>Newest first.</summary>
    [Function(nameof(ListTickets)), Allow(Who.Customers)]
    public async Task<IResult> ListTickets(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tickets")] HttpRequest request, CancellationToken cancellationToken)
    {
        var list = $"tickets of {request.Caller().Key}";
        if (request.Page(list, out var page) is { } refusal)
            return new ProblemResult(refusal);
        var found = await tickets.ListAsync(request.Caller(), page, cancellationToken);
        return new Answer<TicketList>(new([.. found.Items.Select(TicketSummary.Of)], found.Next?.ToCursor(list)), WireJson.Instance.TicketList);
    }

    /// <summary>With its timeline and its newest result.</summary>
    [Function(nameof(GetTicket)), Allow(Who.Customers)]
    public async Task<IResult> GetTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(request.Caller(), ticketId, cancellationToken) is { } ticket ? request.Ticket(new TicketChange(ticket), options.Value) : TicketAnswers.NotFound();
}
