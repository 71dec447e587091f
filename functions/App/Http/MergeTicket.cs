namespace ServerlessSupport.App.Http;

/// <summary>Merges a ticket into another one of the same customer.</summary>
public sealed class MergeTicket(Mergers mergers)
{
    [Function(nameof(MergeTicket)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/merge")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.MergeRequest, cancellationToken)).Refused(out refusal, out var body))
            return new ProblemResult(refusal);
        return request.AgentTicket(await mergers.MergeAsync(asked, body.Into!, cancellationToken));
    }
}

/// <summary>The body of a merger.</summary>
internal sealed record MergeRequest
{
    /// <summary>The id of the ticket that goes on.</summary>
    [Required(ErrorMessage = "is required.")]
    public string? Into { get; init; }
}
