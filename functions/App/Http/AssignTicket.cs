namespace ServerlessSupport.App.Http;

/// <summary>Says whose ticket it is: an agent takes it on, hands it to another, or gives it back to all.</summary>
public sealed class AssignTicket(AgentTickets tickets)
{
    [Function(nameof(ClaimTicket)), Allow(Who.Agents)]
    public Task<IResult> ClaimTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/claim")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ClaimRequest, (asked, body) => tickets.ClaimAsync(asked, body.TakeOver ?? false, cancellationToken), cancellationToken, new ClaimRequest());

    [Function(nameof(AssignTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/assign")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.AssignRequest, (asked, body) => tickets.AssignAsync(asked, body.Assignee!, cancellationToken), cancellationToken);

    [Function(nameof(ReleaseTicket)), Allow(Who.Agents)]
    public async Task<IResult> ReleaseTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/release")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.AgentRequest(ticketId).Refused(out var refusal, out var asked)
            ? new ProblemResult(refusal)
            : request.AgentTicket(await tickets.ReleaseAsync(asked, cancellationToken));
}

/// <summary>The body of a claim.</summary>
internal sealed record ClaimRequest
{
    /// <summary>Take the ticket from the agent who has it.</summary>
    public bool? TakeOver { get; init; }
}

/// <summary>The body of an assignment.</summary>
internal sealed record AssignRequest
{
    /// <summary>The id of the agent, as their token has it.</summary>
    [RequiredText, StringLength(AssignmentRules.AssigneeLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Assignee { get; init; }
}
