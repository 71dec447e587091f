namespace ServerlessSupport.App.Http;

/// <summary>Shows agents the tickets of their queues.</summary>
public sealed class ReadAnyTicket(AgentTickets tickets, IDeliveryLog deliveries)
{
    /// <summary>With everything, and what became of each update on its way.</summary>
    [Function(nameof(GetAnyTicket)), Allow(Who.Agents)]
    public async Task<IResult> GetAnyTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(request.Caller(), ticketId, cancellationToken) is { } ticket
            ? request.AgentTicket(new TicketChange(ticket), (await deliveries.FindAsync(ticket.Id, cancellationToken))?.Document)
            : TicketAnswers.NotFound();
}
