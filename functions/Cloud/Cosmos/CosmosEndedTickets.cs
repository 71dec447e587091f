using Microsoft.Azure.Cosmos;
using ServerlessSupport.Privacy;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>Tickets that have ended, in Cosmos DB, found by the index of their last change.</summary>
internal sealed class CosmosEndedTickets(CosmosContainers containers) : IEndedTickets
{
    private readonly CosmosDocuments<Ticket> _tickets = new(containers.Tickets, CosmosTicket.Json, containers.Timeout);

    public async Task<IReadOnlyList<EndedTicket>> ListAsync(DateTimeOffset before, int max, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT c.id, c._etag FROM c WHERE c.updatedAt < @before AND (c.state = @resolved OR c.state = @closed) ORDER BY c.updatedAt")
            .WithParameter("@before", UtcTimeConverter.Format(before)).WithParameter("@resolved", TicketState.Resolved.OnWire()).WithParameter("@closed", TicketState.Closed.OnWire());
        var found = await _tickets.QueryRawAsync(query, partition: null, max, cancellationToken);
        return [.. found.Select(ticket => new EndedTicket(Text(ticket, "id"), Text(ticket, "_etag")))];
    }

    public Task<bool> TryDeleteAsync(EndedTicket ticket, CancellationToken cancellationToken) =>
        _tickets.TryDeleteAsync(ticket.Id, TicketId.CustomerKey(ticket.Id), ticket.ETag, cancellationToken);

    private static string Text(JsonElement document, string name) => document.GetProperty(name).GetString()!;
}
