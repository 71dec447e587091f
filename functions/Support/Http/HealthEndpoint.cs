using Microsoft.AspNetCore.Http;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Http;

/// <summary>Tells load balancers and people whether the server can do its work: one point read of the store.</summary>
public sealed class HealthEndpoint(ITicketStore store, UnreadableDocuments unreadable)
{
    private static readonly string NoTicket = TicketId.Derived(PersonKey.Of("health"), "health");

    public async Task<IResult> CheckAsync(CancellationToken cancellationToken)
    {
        await store.FindAsync(NoTicket, cancellationToken);
        return TypedResults.Json(new HealthView("healthy") { UnreadableDocuments = unreadable.Count > 0 ? unreadable.Count : null }, WireJson.Instance.HealthView);
    }
}
