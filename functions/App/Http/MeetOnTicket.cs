namespace ServerlessSupport.App.Http;

/// <summary>Tells agents who else looks at a ticket, so that nobody answers what somebody else is answering.</summary>
public sealed class MeetOnTicket(AgentTickets tickets, TicketPresence presence)
{
    /// <summary>Says nothing of oneself.</summary>
    [Function(nameof(GetPresence)), Allow(Who.Agents)]
    public async Task<IResult> GetPresence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/tickets/{ticketId}/presence")] HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        await tickets.MaySeeAsync(request.Caller(), ticketId, cancellationToken) ? await OthersAsync(request, ticketId, cancellationToken) : TicketAnswers.NotFound();

    /// <summary>Says that one is here, for the next 30 seconds.</summary>
    [Function(nameof(PutPresence)), Allow(Who.Agents, Audited.Never)]
    public async Task<IResult> PutPresence(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/agent/tickets/{ticketId}/presence")] HttpRequest request, string ticketId, CancellationToken cancellationToken)
    {
        if (!await tickets.MaySeeAsync(request.Caller(), ticketId, cancellationToken))
            return TicketAnswers.NotFound();
        if ((await RequestBody.ReadAsync(request, WireJson.Instance.PresenceRequest, cancellationToken, new PresenceRequest())).Refused(out var refusal, out var body))
            return new ProblemResult(refusal);
        await presence.SayAsync(request.Caller(), ticketId, body.Typing ?? false, cancellationToken);
        return await OthersAsync(request, ticketId, cancellationToken);
    }

    private async Task<IResult> OthersAsync(HttpRequest request, string ticketId, CancellationToken cancellationToken) =>
        new Answer<PresenceView>(new(await presence.OthersAsync(request.Caller(), ticketId, cancellationToken)), WireJson.Instance.PresenceView);
}

/// <summary>The body by which an agent says to look at a ticket.</summary>
internal sealed record PresenceRequest
{
    /// <summary>Whether the agent writes something.</summary>
    public bool? Typing { get; init; }
}

/// <summary>The other agents who look at a ticket now.</summary>
internal sealed record PresenceView(IReadOnlyList<Presence> Others);
