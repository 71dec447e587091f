using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>Writes a page of the tickets of an older version anew, so that lists and searches find them.</summary>
public sealed class RenewTickets(ITicketStore store)
{
    [Function(nameof(RenewTickets)), Allow(Who.Operators)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/agent/tickets/renew")] HttpRequest request, CancellationToken cancellationToken) =>
        request.Page(out var page) is { } refusal
            ? new ProblemResult(refusal)
            : new Answer<RenewedTickets>(await store.RenewAsync(page, cancellationToken), WireJson.Instance.RenewedTickets);
}
