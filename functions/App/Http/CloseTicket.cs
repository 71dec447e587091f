namespace ServerlessSupport.App.Http;

/// <summary>Ends a resolved ticket for good, or takes it up again.</summary>
public sealed class CloseTicket(AgentTickets tickets)
{
    [Function(nameof(CloseTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/close")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ReasonRequest, (asked, body) => tickets.CloseAsync(asked, WrittenText.OrNull(body.Text), cancellationToken), cancellationToken, new ReasonRequest());

    [Function(nameof(ReopenTicket)), Allow(Who.Agents)]
    public Task<IResult> ReopenTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/reopen")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ReasonRequest, (asked, body) => tickets.ReopenAsync(asked, WrittenText.OrNull(body.Text), cancellationToken), cancellationToken, new ReasonRequest());
}

/// <summary>The body of a closing or a reopening.</summary>
internal sealed record ReasonRequest
{
    /// <summary>Why. Of a reopening only agents see it.</summary>
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}
