using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Cloud.Cosmos;

/// <summary>What was pushed, in Cosmos DB: one document a ticket in its customer's partition, and one with the reconciler's mark.</summary>
internal sealed class CosmosDeliveryLog(CosmosContainers containers) : IDeliveryLog
{
    /// <summary>Its own partition; no customer's key is this short.</summary>
    private const string Mark = "reconciler";

    private readonly CosmosDocuments<TicketDeliveries> documents = new(containers.Deliveries, StorageJson.Instance.TicketDeliveries);
    private readonly CosmosDocuments<ReconcilerMark> marks = new(containers.Deliveries, CosmosJson.Instance.ReconcilerMark);

    public async Task<Stored<TicketDeliveries>?> FindAsync(string ticketId, CancellationToken cancellationToken) =>
        TicketId.IsValid(ticketId) ? await documents.FindAsync(ticketId, TicketId.CustomerKey(ticketId), cancellationToken) : null;

    public async Task<bool> TryWriteAsync(TicketDeliveries deliveries, string? etag, CancellationToken cancellationToken) =>
        await documents.TryWriteAsync(deliveries.Id, deliveries.CustomerKey, deliveries, etag, cancellationToken) is not null;

    public async Task<DateTimeOffset?> ReadReconciledAsync(CancellationToken cancellationToken) =>
        (await marks.FindAsync(Mark, Mark, cancellationToken))?.Document.Through;

    public Task WriteReconciledAsync(DateTimeOffset reconciledThrough, CancellationToken cancellationToken) =>
        marks.UpsertAsync(Mark, Mark, new ReconcilerMark(Mark, Mark, reconciledThrough), cancellationToken);
}

/// <summary>Up to which time the reconciler has come.</summary>
internal sealed record ReconcilerMark(string Id, string CustomerKey, DateTimeOffset Through);
