namespace ServerlessSupport.App.Http;

/// <summary>Takes a ticket on.</summary>
public sealed class ClaimTicket(AgentTickets tickets)
{
    [Function(nameof(ClaimTicket)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/claim")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.ClaimRequest, cancellationToken, new ClaimRequest())).Refused(out refusal, out var body))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.ClaimAsync(asked, body.TakeOver ?? false, cancellationToken));
    }
}

/// <summary>The body of a claim.</summary>
internal sealed record ClaimRequest
{
    /// <summary>Take the ticket from the agent who has it.</summary>
    public bool? TakeOver { get; init; }
}
