using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Serves a batch of the change feed: pushes what the changed tickets' devices lack, tickets side by side. One odd
/// document or one failing ticket costs only itself; a ticket whose run failed is handed to the retry queue, and only
/// when that fails too does the batch fail and come again.
/// </summary>
public sealed partial class PushChanged(PushPending push, IOptions<PushOptions> options, ILogger<PushChanged> logger)
{
    public Task RunAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            documents.Where(IsDeliverable),
            options.Value.SideBySide(cancellationToken),
            async (document, token) => await (Read(document) is { } ticket ? push.RunAsync(ticket, token) : Task.CompletedTask));

    // Most changes are new tickets with nothing to push yet: they must not cost a full read of the document.
    private static bool IsDeliverable(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("lastDeliverableSeq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.GetDouble() > 0;

    private Ticket? Read(JsonElement document)
    {
        try
        {
            var ticket = document.Deserialize(StorageJson.Instance.Ticket);
            return ticket is not null && TicketId.IsValid(ticket.Id) ? ticket : null;
        }
        catch (JsonException fault)
        {
            Log.Odd(logger, fault);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3202, LogLevel.Error, "A changed document is no ticket this version can read; it is passed over.")]
        public static partial void Odd(ILogger logger, Exception fault);
    }
}
