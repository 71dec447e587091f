namespace ServerlessSupport.App.Http;

/// <summary>Takes a ticket on.</summary>
public sealed class ClaimTicket(AgentTickets tickets)
{
    [Function(nameof(ClaimTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/claim")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ClaimRequest, (asked, body) => tickets.ClaimAsync(asked, body.TakeOver ?? false, cancellationToken), cancellationToken, new ClaimRequest());
}

/// <summary>The body of a claim.</summary>
internal sealed record ClaimRequest
{
    /// <summary>Take the ticket from the agent who has it.</summary>
    public bool? TakeOver { get; init; }
}
