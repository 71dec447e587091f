namespace ServerlessSupport.App.Http;

/// <summary>Ends a ticket, by itself or by merging it into another one of the same customer, or takes it up again.</summary>
public sealed class CloseTicket(AgentTickets tickets, Mergers mergers)
{
    [Function(nameof(CloseTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/close")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ReasonRequest, (asked, body) => tickets.CloseAsync(asked, WrittenText.OrNull(body.Text), cancellationToken), cancellationToken, new ReasonRequest());

    [Function(nameof(ReopenTicket)), Allow(Who.Agents)]
    public Task<IResult> ReopenTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/reopen")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ReasonRequest, (asked, body) => tickets.ReopenAsync(asked, WrittenText.OrNull(body.Text), cancellationToken), cancellationToken, new ReasonRequest());

    [Function(nameof(MergeTicket)), Allow(Who.Agents)]
    public Task<IResult> MergeTicket(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/merge")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.MergeRequest, (asked, body) => mergers.MergeAsync(asked, body.Into!, cancellationToken), cancellationToken);
}

/// <summary>The body of a closing or a reopening.</summary>
internal sealed record ReasonRequest
{
    /// <summary>Why. Of a reopening only agents see it.</summary>
    [StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}

/// <summary>The body of a merger.</summary>
internal sealed record MergeRequest
{
    /// <summary>The id of the ticket that goes on.</summary>
    [Required(ErrorMessage = "is required.")]
    public string? Into { get; init; }
}
