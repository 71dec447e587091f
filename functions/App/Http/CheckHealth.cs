using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using ServerlessSupport.App.Edge;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.App.Http;

/// <summary>Tells load balancers and people whether the server can do its work: one point read of the store.</summary>
public sealed class CheckHealth(ITicketStore store)
{
    private static readonly string NoTicket = TicketId.Derived(PersonKey.Of("health"), "health");

    [Function(nameof(CheckHealth)), Allow(Who.Open)]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "health")] HttpRequest request, CancellationToken cancellationToken)
    {
        await store.FindAsync(NoTicket, cancellationToken);
        return new Answer<HealthView>(new("healthy"), WireJson.Instance.HealthView);
    }
}

/// <summary>What the health probe answers.</summary>
internal sealed record HealthView(string Status);
