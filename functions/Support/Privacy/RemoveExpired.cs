using ServerlessSupport.Attachments;
using ServerlessSupport.Audit;
using ServerlessSupport.Desk;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Privacy;

/// <summary>What was removed by its age: how many tickets in all, and when the last of them; and tickets of which something may be left.</summary>
public sealed record Removals(long Tickets, DateTimeOffset? At, IReadOnlyList<string> Leaving)
{
    /// <summary>Tickets of whose deliveries only the marks were left.</summary>
    public long DeliveryLogs { get; init; }

    /// <summary>Uploads that nobody confirmed; none where the store removes them by itself.</summary>
    public long Uploads { get; init; }

    /// <summary>Lines of the audit record; none where the store removes them by itself.</summary>
    public long AuditLines { get; init; }

    /// <summary>The one document of this kind.</summary>
    public const string Id = "tickets";

    public static Shelf<Removals> Shelf { get; } = new("removals", StorageJson.Instance.Removals, 1);
}

/// <summary>
/// Removes what was kept as long as the settings say: tickets that have ended, with their files and delivery logs, what was known of deliveries, lines of the audit record, uploads that nobody
/// confirmed, and archives. A run removes some hundred tickets; what is left the next one removes.
/// </summary>
public sealed partial class RemoveExpired(
    IEndedTickets ended,
    ITicketStore tickets,
    IDeliveryLog deliveries,
    IAttachmentStore files,
    IAuditLog audit,
    TrimDeliveryLogs logs,
    IDeskStore desk,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<RemoveExpired> logger) : IDisposable
{
    private const int Batch = 50;
    private const int Batches = 10;
    private const int Lines = 1_000;

    /// <summary>How long an answer about what was removed is given again.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (long At, Removals? Removals)? _last;

    /// <summary>Removes what may go by now. Throws <see cref="UnavailableException"/>, after which the next run goes on.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // One that was started by hand waits for the timer's: both would count, and write down what they are about to delete, in the same document.
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RunAloneAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task RunAloneAsync(CancellationToken cancellationToken)
    {
        var removals = await SweepAsync((await desk.FindAsync(Removals.Shelf, Removals.Id, cancellationToken))?.Document ?? new Removals(0, null, []), cancellationToken);
        // A run that ended in the middle has left files of tickets that are gone.
        if (removals.Leaving.Count > 0)
            removals = await ClearAsync(removals, cancellationToken);
        for (var batch = 0; batch < Batches && options.Value.EndedTickets > TimeSpan.Zero; batch++)
        {
            var due = await ended.ListAsync(time.GetUtcNow() - options.Value.EndedTickets, Batch, cancellationToken);
            if (due.Count > 0)
                removals = await RemoveAsync(removals, due, cancellationToken);
            if (due.Count < Batch)
                return;
        }
    }

    /// <summary>What was removed so far; null when nothing was. One point read, at most once in some seconds.</summary>
    public async Task<Removals?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_last is { } last && time.GetElapsedTime(last.At) < GoodFor)
            return last.Removals;
        var removals = (await desk.FindAsync(Removals.Shelf, Removals.Id, cancellationToken))?.Document;
        _last = (time.GetTimestamp(), removals);
        return removals;
    }

    public void Dispose() => _turn.Dispose();

    // What goes by itself, without anything that hangs on it.
    private async Task<Removals> SweepAsync(Removals removals, CancellationToken cancellationToken)
    {
        var uploads = await files.RemoveStaleAsync(cancellationToken);
        var (lines, deleted) = (0, 0);
        do
        {
            deleted = await audit.DeleteExpiredAsync(time.GetUtcNow(), Lines, cancellationToken);
            lines += deleted;
        }
        while (deleted == Lines);
        var trimmed = await logs.RunAsync(cancellationToken);
        if (uploads + lines + trimmed == 0)
            return removals;
        removals = removals with { Uploads = removals.Uploads + uploads, AuditLines = removals.AuditLines + lines, DeliveryLogs = removals.DeliveryLogs + trimmed };
        await desk.PutAsync(Removals.Shelf, Removals.Id, removals, cancellationToken);
        Log.Swept(logger, trimmed, uploads, lines);
        return removals;
    }

    // Which tickets go is written down before the first is gone: only the ticket itself knows of its files.
    private async Task<Removals> RemoveAsync(Removals removals, IReadOnlyList<EndedTicket> due, CancellationToken cancellationToken)
    {
        removals = removals with { Leaving = [.. due.Select(ticket => ticket.Id)] };
        await desk.PutAsync(Removals.Shelf, Removals.Id, removals, cancellationToken);
        var count = 0;
        foreach (var ticket in due)
            count += await ended.TryDeleteAsync(ticket, cancellationToken) ? 1 : 0;
        Log.Removed(logger, count);
        return await ClearAsync(removals with { Tickets = removals.Tickets + count, At = time.GetUtcNow() }, cancellationToken);
    }

    // One that somebody has changed meanwhile is still there, and keeps what hangs on it.
    private async Task<Removals> ClearAsync(Removals removals, CancellationToken cancellationToken)
    {
        foreach (var id in removals.Leaving)
        {
            if (await IsThereAsync(id, cancellationToken))
                continue;
            await files.DeleteAsync(id, cancellationToken);
            await deliveries.DeleteAsync(id, cancellationToken);
        }

        removals = removals with { Leaving = [] };
        await desk.PutAsync(Removals.Shelf, Removals.Id, removals, cancellationToken);
        return removals;
    }

    private async Task<bool> IsThereAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return await tickets.FindAsync(ticketId, cancellationToken) is not null;
        }
        catch (UnreadableDocumentException)
        {
            return true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3921, LogLevel.Information, "{Tickets} tickets that had ended were kept as long as the settings say, and are removed.")]
        public static partial void Removed(ILogger logger, int tickets);

        [LoggerMessage(3922, LogLevel.Information, "Kept as long as the settings say, and removed: what was known of the deliveries of {Tickets} tickets, {Uploads} unconfirmed uploads, {Lines} lines of the audit record.")]
        public static partial void Swept(ILogger logger, int tickets, int uploads, int lines);
    }
}
