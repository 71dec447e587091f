namespace ServerlessSupport.App.Http;

/// <summary>What agents write on a ticket: how it goes, what they ask, the answer, and notes that only they see.</summary>
public sealed class WorkOnTicket(AgentTickets tickets)
{
    [Function(nameof(AddProgress)), Allow(Who.Agents)]
    public async Task<IResult> AddProgress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/progress")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await TextAsync(request, ticketId, cancellationToken)).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.ProgressAsync(asked.Request, asked.Text, cancellationToken));
    }

    [Function(nameof(AskCustomer)), Allow(Who.Agents)]
    public async Task<IResult> AskCustomer(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/messages")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await TextAsync(request, ticketId, cancellationToken)).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.AskAsync(asked.Request, asked.Text, cancellationToken));
    }

    [Function(nameof(RecordResult)), Allow(Who.Agents)]
    public async Task<IResult> RecordResult(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/result")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.ResultRequest, cancellationToken)).Refused(out refusal, out var body))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.ResolveAsync(asked, body.Text!, body.Corrects, cancellationToken));
    }

    [Function(nameof(AddNote)), Allow(Who.Agents)]
    public async Task<IResult> AddNote(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/{ticketId}/notes")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if ((await TextAsync(request, ticketId, cancellationToken)).Refused(out var refusal, out var asked))
            return new ProblemResult(refusal);
        return request.AgentTicket(await tickets.NoteAsync(asked.Request, asked.Text, cancellationToken));
    }

    private static async Task<Outcome<AskedText>> TextAsync(HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (request.AgentRequest(ticketId).Refused(out var refusal, out var asked))
            return refusal;
        return (await RequestBody.ReadAsync(request, WireJson.Instance.TextRequest, cancellationToken)).Refused(out refusal, out var body)
            ? refusal
            : new AskedText(asked, body.Text!);
    }

    private sealed record AskedText(AgentRequest Request, string Text);
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
