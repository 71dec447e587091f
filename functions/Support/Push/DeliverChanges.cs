using System.Runtime.InteropServices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Serves a batch of the change feed: lines its tickets up to be pushed, customers in turn, and waits for them only for as long as
/// that holds nobody up. What is then still under way goes on by itself. Should the process end before it is done, the marks tell
/// the reconciler.
/// </summary>
public sealed partial class DeliverChanges(
    ITicketStore tickets, DeliverTicket deliver, Turns turns, AgentsToTell agents, UnreadableDocuments unreadable, TimeProvider time, ILogger<DeliverChanges> logger)
{
    /// <summary>How long a batch waits for its own pushes: for as long as a platform in good health takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>So many tickets of a customer wait as they are; of more only the id is kept, and they are read when their turn comes.</summary>
    private const int MaxKept = 20;

    public async Task RunAsync(IReadOnlyList<JsonElement> documents, CancellationToken cancellationToken)
    {
        var isIdle = turns.WhenIdleAsync().IsCompleted;
        var lined = documents.Where(IsDeliverable).Select(Read).OfType<Ticket>()
            .SelectMany(ticket => (unreadable.TryUse(ticket.Id, () => DeliverTicket.Lanes(ticket).ToList()) ?? []).Select(lane => LineUp(ticket, lane))).ToList();
        // With others waiting already, the next batch may bring somebody whose turn it would be now.
        if (isIdle)
            await Task.WhenAny(Task.WhenAll(lined), Task.Delay(Patience, time, cancellationToken));
    }

    private Task LineUp(Ticket ticket, LaneName lane)
    {
        if (lane == LaneName.Agents)
        {
            // What agents are told is gathered for a while: a batch need not wait for that.
            _ = DeliverAsync(ticket, ticket.Id, lane);
            return Task.CompletedTask;
        }

        var kept = turns.Waiting(ticket.CustomerKey) < MaxKept ? ticket : null;
        if (turns.Add(ticket.CustomerKey, ticket.Id, ticket.Version, () => DeliverAsync(kept, ticket.Id, lane)) is { } done)
            return done;
        Log.TooMany(logger, ticket.Id);
        return Task.CompletedTask;
    }

    private async Task DeliverAsync(Ticket? kept, string ticketId, LaneName lane)
    {
        try
        {
            if ((kept ?? (await tickets.FindAsync(ticketId, CancellationToken.None))?.Document) is { } ticket)
                await deliver.RunAsync(ticket, lane, CancellationToken.None);
        }
        // Nobody may wait for it any more. The reconciler comes back to the ticket.
        catch (Exception fault)
        {
            Log.Left(logger, ticketId, fault);
        }
    }

    // Most changes are new tickets with nothing to push: they must not cost a full read of the document.
    private bool IsDeliverable(JsonElement document) =>
        document.ValueKind == JsonValueKind.Object
        && ((document.TryGetProperty("lastDeliverableSeq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.GetDouble() > 0)
            || (agents.MayBeSomebody && document.TryGetProperty("timeline", out var timeline) && timeline.ValueKind == JsonValueKind.Array && timeline.GetArrayLength() == 1));

    private Ticket? Read(JsonElement document)
    {
        var id = document.TryGetProperty("id", out var named) ? named.ToString() : "";
        return unreadable.TryRead(id, JsonMarshal.GetRawUtf8Value(document), StorageJson.Instance.Ticket) is { } ticket && TicketId.IsValid(ticket.Id) ? ticket : null;
    }

    private static partial class Log
    {
        [LoggerMessage(3203, LogLevel.Warning, "Too much waits to be pushed; ticket {TicketId} is left to the reconciler.")]
        public static partial void TooMany(ILogger logger, string ticketId);

        [LoggerMessage(3204, LogLevel.Error, "Ticket {TicketId} could neither be pushed nor handed to the retry queue; it is left to the reconciler.")]
        public static partial void Left(ILogger logger, string ticketId, Exception fault);
    }
}
