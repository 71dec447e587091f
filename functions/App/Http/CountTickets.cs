namespace ServerlessSupport.App.Http;

/// <summary>Tells agents how many tickets stand in their views and in the queues.</summary>
public sealed class CountTickets(TicketCounts counts)
{
    [Function(nameof(CountTickets)), Allow(Who.Agents)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/agent/counts")] HttpRequest request, CancellationToken cancellationToken) =>
        new Answer<CountedTickets>(await counts.RunAsync(request.Caller(), cancellationToken), WireJson.Instance.CountedTickets);
}
