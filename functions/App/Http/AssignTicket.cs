namespace ServerlessSupport.App.Http;

/// <summary>Hands a ticket to an agent, or back to all.</summary>
public sealed class AssignTicket(AgentTickets tickets)
{
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

/// <summary>The body of an assignment.</summary>
internal sealed record AssignRequest
{
    /// <summary>The id of the agent, as their token has it.</summary>
    [RequiredText, StringLength(AssignmentRules.AssigneeLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Assignee { get; init; }
}
