using System.Collections.Concurrent;

namespace ServerlessSupport.Client;

/// <summary>Feedback that is not answered yet, sent one after the other in the order it was given.</summary>
internal sealed class Outbox(ServerContext server, FeedbackSender sender, Action<FeedbackSettledEventArgs> settled)
{
    // So often a server may fail on an item in a way it did not expect before the item stops those behind it no longer.
    private const int MaxFailures = 10;

    private readonly ConcurrentDictionary<string, TaskCompletionSource<FeedbackAnswer>> _waiters = new();

    /// <summary>Keeps the item; from then on it is sent, whatever happens to the process.</summary>
    public async Task<QueuedFeedback> QueueAsync(SessionRecord session, OutboxRecord item, CancellationToken cancellationToken)
    {
        var waiter = _waiters.GetOrAdd(item.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await server.RunAsync(
                session,
                async transaction => transaction.Put(Shelves.Outbox, server.Name, LedgerTransaction.Key(await transaction.NextAsync(Shelves.Outbox, server.Name).ConfigureAwait(false)), item with { Owner = session.UserDigest }),
                cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _waiters.TryRemove(item.Id, out _);
            throw;
        }

        return new QueuedFeedback(item.Id, item.TicketId, waiter.Task);
    }

    /// <summary>Sends all that wait. Always true.</summary>
    public async Task<bool> SendAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var items = await server.RunAsync(session, transaction => transaction.ListAsync(Shelves.Outbox, server.Name), cancellationToken).ConfigureAwait(false);
            var waiting = items.Where(item => item.Value.Refusal is null).ToList();
            if (waiting.Count == 0)
                return true;
            await SendAsync(session, waiting[0].Key, waiting[0].Value, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<IReadOnlyList<FeedbackItem>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await server.Ledger.RunAsync(transaction => transaction.ListAsync(Shelves.Outbox, server.Name), cancellationToken).ConfigureAwait(false)).Select(item => item.Value.ToItem())];

    /// <summary>Changes or (null) removes an item; false when there is none.</summary>
    public Task<bool> ChangeAsync(SessionRecord session, string id, Func<OutboxRecord, OutboxRecord?> change, CancellationToken cancellationToken) =>
        server.RunAsync(
            session,
            async transaction =>
            {
                var found = (await transaction.ListAsync(Shelves.Outbox, server.Name).ConfigureAwait(false)).FirstOrDefault(item => item.Value.Id == id);
                if (found.Key is null)
                    return false;
                if (change(found.Value) is { } changed)
                    transaction.Put(Shelves.Outbox, server.Name, found.Key, changed);
                else
                    transaction.Delete(Shelves.Outbox, server.Name, found.Key);
                return true;
            },
            cancellationToken);

    /// <summary>Ends the waiting for an answer that will not come; null for all.</summary>
    public void Abandon(string? only, SupportException reason)
    {
        foreach (var id in _waiters.Keys)
            if ((only ?? id) == id && _waiters.TryRemove(id, out var waiter))
                Fail(waiter, reason);
    }

    private async Task SendAsync(SessionRecord session, string key, OutboxRecord item, CancellationToken cancellationToken)
    {
        Task NoteAsync(OutboxRecord changed) => server.RunAsync(
            session,
            async transaction =>
            {
                // What was discarded meanwhile does not come back.
                if (await transaction.FindAsync(Shelves.Outbox, server.Name, key).ConfigureAwait(false) is not null)
                    transaction.Put(Shelves.Outbox, server.Name, key, item = changed);
            },
            cancellationToken);
        try
        {
            var ticketId = await ResolveAsync(session, item, cancellationToken).ConfigureAwait(false);
            var sent = await sender.SendAsync(item, ticketId, NoteAsync, cancellationToken).ConfigureAwait(false);
            await SettleAsync(session, key, item, sent, cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.Code != SupportException.NotSignedIn && !(fault.IsTransient && IsHopeful(fault, item)))
        {
            await NoteAsync(item with { Refusal = RefusalRecord.Of(fault) }).ConfigureAwait(false);
            Settle(item.Id, null, fault);
        }
        catch (SupportException fault) when (fault.Status == 500)
        {
            await NoteAsync(item with { Failures = item.Failures + 1 }).ConfigureAwait(false);
            throw;
        }
    }

    private static bool IsHopeful(SupportException fault, OutboxRecord item) => fault.Status != 500 || item.Failures + 1 < MaxFailures;

    private Task<string> ResolveAsync(SessionRecord session, OutboxRecord item, CancellationToken cancellationToken) =>
        server.RunAsync(
            session,
            async transaction =>
            {
                if (item.Kind == FeedbackKind.Submission || !LocalIds.IsLocal(item.TicketId))
                    return item.TicketId;
                if (await transaction.FindAsync(Shelves.Aliases, server.Name, item.TicketId).ConfigureAwait(false) is { } alias)
                    return alias.TicketId;
                // What was queued before it was sent before it, so the submission was refused or discarded.
                throw SupportException.Of("not_found", "The ticket this is about was never opened.");
            },
            cancellationToken);

    private async Task SettleAsync(SessionRecord session, string key, OutboxRecord item, Sent sent, CancellationToken cancellationToken)
    {
        var answer = await server.RunAsync(
            session,
            transaction =>
            {
                transaction.Delete(Shelves.Outbox, server.Name, key);
                return sent.KeepAsync(transaction, server.Name, item);
            },
            cancellationToken).ConfigureAwait(false);
        Settle(item.Id, answer, null);
    }

    private void Settle(string id, FeedbackAnswer? answer, SupportException? refusal)
    {
        if (_waiters.TryRemove(id, out var waiter))
        {
            if (answer is not null)
                waiter.TrySetResult(answer);
            else
                Fail(waiter, refusal!);
        }

        settled(new FeedbackSettledEventArgs(server.Name, id, answer, refusal));
    }

    private static void Fail(TaskCompletionSource<FeedbackAnswer> waiter, SupportException reason)
    {
        waiter.TrySetException(reason);
        // Nobody need wait for the answer, and a fault that nobody saw must not end the process.
        _ = waiter.Task.Exception;
    }
}

/// <summary>Ids of tickets that the server does not know yet.</summary>
internal static class LocalIds
{
    private const string Prefix = "local-";

    public static string New() => Prefix + Clock.NewId();

    public static bool IsLocal(string ticketId) => ticketId.StartsWith(Prefix, StringComparison.Ordinal);
}
