namespace ServerlessSupport.Client;

/// <summary>Publishes updates: each once, and in order within its ticket.</summary>
internal sealed class Publisher(ServerContext server)
{
    /// <summary>
    /// Publishes the held updates of a ticket that nothing unknown can come before. At the end of a
    /// <paramref name="listing"/> nothing is unknown below the highest that was listed.
    /// </summary>
    public async Task ReleaseAsync(LedgerTransaction transaction, string ticketId, bool listing, bool isBacklog = false)
    {
        var held = await transaction.ListAsync(Shelves.Held, server.Name, UpdateIds.Prefix(ticketId)).ConfigureAwait(false);
        var known = listing ? held.Where(item => item.Value.Listed).Select(item => item.Value.Seq).DefaultIfEmpty(0).Max() : 0;
        var record = await transaction.FindAsync(Shelves.Tickets, server.Name, ticketId).ConfigureAwait(false);
        if (known > 0)
            record ??= new TicketRecord { Id = ticketId };
        foreach (var (_, update) in held.Select(item => (item.Key, item.Value)))
        {
            if (record is null || (update.Seq > record.Published && !IsReady(record, update, known)))
                break;
            if (update.Seq > record.Published)
                record = await PublishAsync(transaction, record, update, isBacklog).ConfigureAwait(false);
            else
                transaction.Delete(Shelves.Held, server.Name, UpdateIds.Key(ticketId, update.Seq));
        }
    }

    /// <summary>Publishes an update that comes next in its ticket.</summary>
    public async Task<TicketRecord> PublishAsync(LedgerTransaction transaction, TicketRecord record, HeldRecord update, bool isBacklog = false)
    {
        var (published, key) = (record.With(update), UpdateIds.Key(record.Id, update.Seq));
        transaction.Put(Shelves.Tickets, server.Name, record.Id, published);
        transaction.Put(Shelves.Receipts, server.Name, key, new ReceiptRecord(record.Id, update.Seq, update.ReceivedAt, null));
        transaction.Delete(Shelves.Held, server.Name, key);
        await transaction.PublishAsync(ToUpdate(update) with { IsBacklog = isBacklog && !update.Pushed }).ConfigureAwait(false);
        return published;
    }

    /// <summary>Whether nothing unknown can come before the update, and its text is whole.</summary>
    public static bool IsReady(TicketRecord record, HeldRecord update, int known = 0) =>
        !update.Truncated && (update.Seq <= known || update.PreviousSeq <= record.Published || update.Seq <= Math.Max(record.Published, record.Complete) + 1);

    public TicketUpdate ToUpdate(HeldRecord update) => new()
    {
        Server = server.Name,
        TicketId = update.TicketId,
        Seq = update.Seq,
        Kind = Names.Read<UpdateKind>(update.Kind),
        At = update.At,
        ReceivedAt = update.ReceivedAt,
        Text = update.Text,
        State = update.State is null ? null : Names.Read<TicketState>(update.State),
        IsTruncated = update.Truncated,
    };
}
