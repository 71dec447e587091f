namespace ServerlessSupport.App.Http;

/// <summary>Ends a resolved ticket for good, or takes it up again.</summary>
public sealed class CloseTicket(AgentTickets tickets)
{
    [Function(nameof(CloseTicket)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/close")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(request, ticketId, cancellationToken)).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.CloseAsync(asked.Request, asked.Text, cancellationToken));
    }

    [Function(nameof(ReopenTicket)), Allow(Who.Agents)]
    public async Task<IResult> ReopenTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/reopen")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await ReadAsync(request, ticketId, cancellationToken)).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.ReopenAsync(asked.Request, asked.Text, cancellationToken));
    }

    private static async Task<Outcome<AskedReason>> ReadAsync(HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return refusal;
        return (await RequestBody.ReadAsync(request, WireJson.Instance.ReasonRequest, cancellationToken, new ReasonRequest())).Refused(out refusal, out var body)
            ? refusal
            : new AskedReason(asked, WrittenText.OrNull(body.Text));
    }

    private sealed record AskedReason(AgentRequest Request, string? Text);
}

/// <summary>The body of a closing or a reopening.</summary>
internal sealed record ReasonRequest
{
    /// <summary>Why. Of a reopening only agents see it.</summary>
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}
