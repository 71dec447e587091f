namespace ServerlessSupport.App.Http;

/// <summary>Writes something on one's ticket: to answer an agent, or to add what they should know.</summary>
public sealed class WriteMessage(CustomerTickets tickets, IOptions<TicketsOptions> options)
{
    [Function(nameof(WriteMessage)), Allow(Who.Customers)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/tickets/{ticketId}/messages")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.IdempotencyKey(out var key) is { } badKey)
            return new ProblemResult(badKey);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.TextRequest, cancellationToken)).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        return (await tickets.WriteAsync(request.Caller(), ticketId, body.Text!, key, cancellationToken)).Refused(out refusal, out var change)
            ? new ProblemResult(refusal)
            : request.Ticket(change, options.Value);
    }
}
