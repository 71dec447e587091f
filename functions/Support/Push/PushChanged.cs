using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ServerlessSupport.Queues;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Serves a batch of the change feed: pushes what the changed tickets' devices lack, tickets side by side. One odd
/// document or one failing ticket costs only itself; a ticket whose run failed is handed to the retry queue, and only
/// when that fails too does the batch fail and come again.
/// </summary>
public sealed partial class PushChanged(PushPending push, IMessageQueue queue, IOptions<PushOptions> options, ILogger<PushChanged> logger)
{
    public Task RunAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            documents.Where(IsDeliverable),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancellationToken },
            async (document, token) => await PushAsync(document, token));

    // Most changes are new tickets with nothing to push yet: they must not cost a full read of the document.
    private static bool IsDeliverable(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && document.TryGetProperty("lastDeliverableSeq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.GetDouble() > 0;

    private async Task PushAsync(JsonElement document, CancellationToken cancellationToken)
    {
        if (Read(document) is not { } ticket)
            return;
        try
        {
            await push.RunAsync(ticket, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.Failed(logger, ticket.Id, fault);
            var delay = TicketTasks.Delay(1, (fault as UnavailableException)?.RetryAfter, options.Value);
            await queue.SendAsync(QueueNames.PushRetries, TicketTasks.Message(ticket.Id, ticket.LastDeliverableSeq, attempt: 1, delay), cancellationToken);
        }
    }

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
        [LoggerMessage(3201, LogLevel.Error, "Pushing ticket {TicketId} failed; the retry queue takes it.")]
        public static partial void Failed(ILogger logger, string ticketId, Exception fault);

        [LoggerMessage(3202, LogLevel.Error, "A changed document is no ticket this version can read; it is passed over.")]
        public static partial void Odd(ILogger logger, Exception fault);
    }
}
