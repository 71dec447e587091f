namespace ServerlessSupport.Client;

/// <summary>Asks the server for what this device does not know. One pass at a time.</summary>
internal sealed class CatchUp(ServerContext server, Publisher publisher) : IDisposable
{
    private const int PageSize = 100;
    private const string InvalidCursor = "invalid_cursor";

    private static readonly CursorRecord Start = new(null, IsBacklog: true);

    private readonly SemaphoreSlim _passes = new(1, 1);

    /// <summary>Everything: updates, and where tickets stand.</summary>
    public async Task RunAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        await _passes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var isFirst = await ListUpdatesAsync(session, cancellationToken).ConfigureAwait(false);
            await SettleAsync(session, cancellationToken).ConfigureAwait(false);
            await ListTicketsAsync(session, isFirst, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _passes.Release();
        }
    }

    /// <summary>What is missing before a held update, unless another pass has brought it meanwhile.</summary>
    public async Task FillAsync(SessionRecord session, Func<Task<bool>> isMissing, CancellationToken cancellationToken)
    {
        await _passes.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!await isMissing().ConfigureAwait(false))
                return;
            await ListUpdatesAsync(session, cancellationToken).ConfigureAwait(false);
            await SettleAsync(session, cancellationToken).ConfigureAwait(false);
            if (await AnyUnnamedAsync(session, cancellationToken).ConfigureAwait(false))
                await ListTicketsAsync(session, all: true, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _passes.Release();
        }
    }

    /// <summary>What the updates on hold wait for, in the background. True when none is left.</summary>
    public async Task<bool> FillAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        async Task<bool> AnyAsync() => (await HeldAsync(session, cancellationToken).ConfigureAwait(false)).Count > 0;
        await FillAsync(session, AnyAsync, cancellationToken).ConfigureAwait(false);
        return !await AnyAsync().ConfigureAwait(false);
    }

    public void Dispose() => _passes.Dispose();

    // Returns whether it was the first time.
    private async Task<bool> ListUpdatesAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        try
        {
            return await ListUpdatesOnceAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.Code == InvalidCursor)
        {
            await server.RunAsync(session, transaction => Done(() => transaction.Delete(Shelves.Cursors, server.Name)), cancellationToken).ConfigureAwait(false);
            return await ListUpdatesOnceAsync(session, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ListUpdatesOnceAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        var cursor = await server.RunAsync(session, transaction => transaction.FindAsync(Shelves.Cursors, server.Name), cancellationToken).ConfigureAwait(false)
            ?? Start;
        var isFirst = cursor.IsBacklog;
        var pages = new Pages(cursor.Cursor);
        for (var hasMore = true; hasMore;)
        {
            var page = await PageAsync(cursor.Cursor, cancellationToken).ConfigureAwait(false);
            hasMore = page.HasMore;
            if (hasMore && !pages.LeadOn(page.Cursor, page.Items.Count))
                throw SupportException.Of(SupportException.InvalidAnswer, "The server's list of updates does not end.");
            var before = cursor;
            cursor = cursor with { Cursor = page.Cursor };
            await server.RunAsync(session, transaction => KeepAsync(transaction, page, before, cursor), cancellationToken).ConfigureAwait(false);
        }

        // Only now: a later page could have held an earlier update of the same ticket.
        var listed = (await HeldAsync(session, cancellationToken).ConfigureAwait(false)).Where(held => held.Listed).GroupBy(held => held.TicketId).ToList();
        // Nothing goes out past an update that reading them has found damaged.
        await server.RunAsync(session, transaction => MoveAsync(transaction, cursor, cursor), cancellationToken).ConfigureAwait(false);
        foreach (var ticket in listed)
            await server.RunAsync(session, transaction => publisher.ReleaseAsync(transaction, ticket.Key, listing: true, isFirst), cancellationToken).ConfigureAwait(false);
        await server.RunAsync(session, transaction => MoveAsync(transaction, cursor, cursor with { IsBacklog = false }), cancellationToken).ConfigureAwait(false);
        return isFirst;
    }

    // Where damage was found meanwhile the cursor is gone: going on from it would never restore what is lost.
    private async Task MoveAsync(LedgerTransaction transaction, CursorRecord from, CursorRecord to)
    {
        if ((await transaction.FindAsync(Shelves.Cursors, server.Name).ConfigureAwait(false) ?? Start) != from)
            throw SupportException.Of(InvalidCursor, "The local store lost updates, which are caught up again.");
        transaction.Put(Shelves.Cursors, server.Name, Shelves.Only, to);
    }

    private async Task<WireUpdateList> PageAsync(string? cursor, CancellationToken cancellationToken)
    {
        var path = $"updates?limit={PageSize}" + (cursor is null ? "" : $"&after={Uri.EscapeDataString(cursor)}");
        var page = await server.Connection.AskAsync(Request.Get(path), WireJson.Default.WireUpdateList, cancellationToken).ConfigureAwait(false);
        if (page.Server is { } name && name != server.Name)
            throw SupportException.Of(SupportException.WrongServer, $"The server added as {server.Name} calls itself {name}: its pushes would not reach it. Add it by that name.");
        return page;
    }

    private async Task KeepAsync(LedgerTransaction transaction, WireUpdateList page, CursorRecord before, CursorRecord cursor)
    {
        foreach (var item in page.Items)
            await KeepAsync(transaction, item).ConfigureAwait(false);
        await MoveAsync(transaction, before, cursor).ConfigureAwait(false);
    }

    private async Task KeepAsync(LedgerTransaction transaction, WireUpdate item)
    {
        var record = await transaction.FindAsync(Shelves.Tickets, server.Name, item.TicketId).ConfigureAwait(false);
        var known = record?.Recounted(item.Seq, item.At);
        if (known is not null && known != record)
            transaction.Put(Shelves.Tickets, server.Name, item.TicketId, known);
        if (known?.Published >= item.Seq)
            return;
        var key = UpdateIds.Key(item.TicketId, item.Seq);
        var pushed = await transaction.FindAsync(Shelves.Held, server.Name, key).ConfigureAwait(false);
        transaction.Put(Shelves.Held, server.Name, key, new HeldRecord
        {
            TicketId = item.TicketId,
            Seq = item.Seq,
            Kind = item.Kind,
            At = item.At,
            ReceivedAt = pushed?.ReceivedAt ?? server.Now,
            Text = item.Text,
            State = item.State,
            Listed = true,
            Pushed = pushed?.Pushed ?? false,
        });
    }

    // What is still on hold is of somebody else's ticket, or newer than the list: the ticket itself tells.
    private async Task SettleAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        foreach (var ticket in (await HeldAsync(session, cancellationToken).ConfigureAwait(false)).GroupBy(held => held.TicketId))
        {
            var view = await FindAsync(ticket.Key, cancellationToken).ConfigureAwait(false);
            await server.RunAsync(session, transaction => SettleAsync(transaction, ticket.Key, view), cancellationToken).ConfigureAwait(false);
            await server.RunAsync(session, transaction => publisher.ReleaseAsync(transaction, ticket.Key, listing: true), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SettleAsync(LedgerTransaction transaction, string ticketId, WireTicket? view)
    {
        if (view is null)
        {
            transaction.Delete(Shelves.Tickets, server.Name, ticketId);
            foreach (var held in await transaction.ListAsync(Shelves.Held, server.Name, UpdateIds.Prefix(ticketId)).ConfigureAwait(false))
                transaction.Delete(Shelves.Held, server.Name, held.Key);
            return;
        }

        var record = await transaction.FindAsync(Shelves.Tickets, server.Name, ticketId).ConfigureAwait(false) ?? new TicketRecord { Id = ticketId };
        transaction.Put(Shelves.Tickets, server.Name, ticketId, record.With(view));
        foreach (var entry in view.Timeline.Where(entry => TicketRecord.IsUpdate(entry) && entry.Seq > record.Published))
            await KeepAsync(transaction, new WireUpdate(ticketId, entry.Seq, entry.Kind, entry.At, entry.Text, entry.State)).ConfigureAwait(false);
    }

    /// <summary>The ticket as the server has it; null when it has none for the person signed in.</summary>
    public async Task<WireTicket?> FindAsync(string ticketId, CancellationToken cancellationToken)
    {
        try
        {
            return await server.Connection.AskAsync(Request.Get(Request.Ticket(ticketId)), WireJson.Default.WireTicket, cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.Status == 404)
        {
            return null;
        }
    }

    private async Task ListTicketsAsync(SessionRecord session, bool all, CancellationToken cancellationToken)
    {
        string? cursor = null;
        var pages = new Pages(null);
        do
        {
            var path = $"tickets?limit={PageSize}" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}");
            var page = await server.Connection.AskAsync(Request.Get(path), WireJson.Default.WireTicketList, cancellationToken).ConfigureAwait(false);
            await server.RunAsync(session, transaction => KeepAsync(transaction, page), cancellationToken).ConfigureAwait(false);
            cursor = page.Cursor is { } next && pages.LeadOn(next, page.Items.Count) ? next : null;
        }
        while (all && cursor is not null);
    }

    private async Task KeepAsync(LedgerTransaction transaction, WireTicketList page)
    {
        foreach (var item in page.Items)
        {
            var record = await transaction.FindAsync(Shelves.Tickets, server.Name, item.Id).ConfigureAwait(false) ?? new TicketRecord { Id = item.Id };
            transaction.Put(Shelves.Tickets, server.Name, item.Id, record.With(item));
        }
    }

    private async Task<bool> AnyUnnamedAsync(SessionRecord session, CancellationToken cancellationToken) =>
        (await server.RunAsync(session, transaction => transaction.ListAsync(Shelves.Tickets, server.Name), cancellationToken).ConfigureAwait(false))
            .Any(ticket => ticket.Value.Subject is null);

    private async Task<IReadOnlyList<HeldRecord>> HeldAsync(SessionRecord session, CancellationToken cancellationToken) =>
        [.. (await server.RunAsync(session, transaction => transaction.ListAsync(Shelves.Held, server.Name), cancellationToken).ConfigureAwait(false)).Select(held => held.Value)];

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}

/// <summary>Notices a list that does not end: one that comes back to where it was, or goes on and on with nothing in it.</summary>
internal sealed class Pages(string? start)
{
    private const int MaxEmpty = 100;

    private readonly HashSet<string> _passed = [start ?? ""];
    private int _empty;

    /// <summary>Whether the page leads to another one.</summary>
    public bool LeadOn(string cursor, int count)
    {
        _empty = count == 0 ? _empty + 1 : 0;
        return _passed.Add(cursor) && _empty < MaxEmpty;
    }
}
