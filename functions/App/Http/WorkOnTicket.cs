namespace ServerlessSupport.App.Http;

/// <summary>What agents write on a ticket: how it goes, what they ask, the answer, and notes that only they see.</summary>
public sealed class WorkOnTicket(AgentTickets tickets)
{
    [Function(nameof(AddProgress)), Allow(Who.Agents)]
    public Task<IResult> AddProgress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/progress")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.TextRequest, (asked, body) => tickets.ProgressAsync(asked, body.Text!, cancellationToken), cancellationToken);

    [Function(nameof(AskCustomer)), Allow(Who.Agents)]
    public Task<IResult> AskCustomer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/messages")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.TextRequest, (asked, body) => tickets.AskAsync(asked, body.Text!, cancellationToken), cancellationToken);

    [Function(nameof(RecordResult)), Allow(Who.Agents)]
    public Task<IResult> RecordResult(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/result")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.ResultRequest, (asked, body) => tickets.ResolveAsync(asked, body.Text!, body.Corrects, cancellationToken), cancellationToken);

    [Function(nameof(AddNote)), Allow(Who.Agents)]
    public Task<IResult> AddNote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/notes")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        request.ActAsync(ticketId, WireJson.Instance.TextRequest, (asked, body) => tickets.NoteAsync(asked, body.Text!, cancellationToken), cancellationToken);
}

/// <summary>The body of a message, a progress or a note.</summary>
internal sealed record TextRequest
{
    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }
}

/// <summary>The body of a result.</summary>
internal sealed record ResultRequest
{
    [RequiredText, StringLength(TicketLimits.TextLength, ErrorMessage = "may have at most {1} characters.")]
    public string? Text { get; init; }

    /// <summary>The number of the newest result, when it was wrong and this one takes its place.</summary>
    public int? Corrects { get; init; }
}
