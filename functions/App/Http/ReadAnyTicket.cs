namespace ServerlessSupport.App.Http;

/// <summary>Shows agents the tickets of their queues.</summary>
public sealed class ReadAnyTicket(AgentTickets tickets, IDeliveryLog deliveries)
{
    /// <summary>With everything, and what became of each update on its way.</summary>
    [Function(nameof(GetAnyTicket)), Allow(Who.Agents)]
    public async Task<IResult> GetAnyTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets/{ticketId}")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.FindAsync(request.Caller(), ticketId, cancellationToken) is { } ticket
            ? request.AgentTicket(new TicketChange(ticket), await DeliveriesAsync(ticket.Id, cancellationToken))
            : TicketAnswers.NotFound();

    // What became of the updates matters less than the ticket.
    private async Task<TicketDeliveries?> DeliveriesAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return (await deliveries.FindAsync(ticketId, cancellationToken))?.Document;
        }
        catch (UnreadableDocumentException)
        {
            return null;
        }
    }
}
