namespace ServerlessSupport.App.Http;

/// <summary>Merges a ticket into another one of the same customer.</summary>
public sealed class MergeTicket(Mergers mergers)
{
    [Function(nameof(MergeTicket)), Allow(Who.Agents)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/merge")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.MergeRequest, (asked, body) => mergers.MergeAsync(asked, body.Into!, cancellationToken), cancellationToken);
}

/// <summary>The body of a merger.</summary>
internal sealed record MergeRequest
{
    /// <summary>The id of the ticket that goes on.</summary>
    [Required(ErrorMessage = "is required.")]
    public string? Into { get; init; }
}
