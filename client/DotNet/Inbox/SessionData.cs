namespace ServerlessSupport.Client;

/// <summary>What is kept for the person signed in.</summary>
internal static class SessionData
{
    /// <summary>Forgets everything of the person; only the name of the installation stays.</summary>
    public static async Task WipeAsync(LedgerTransaction transaction, string server)
    {
        var tickets = await transaction.ListAsync(Shelves.Tickets, server).ConfigureAwait(false);
        foreach (var collection in Shelves.Personal)
            transaction.Clear(collection, server);
        foreach (var ticket in tickets)
            transaction.Delete(Shelves.Tickets, server, ticket.Key);
        foreach (var update in await transaction.ListAsync(Shelves.Log, "").ConfigureAwait(false))
            if (update.Value.Server == server)
                transaction.Delete(Shelves.Log, "", update.Key);
        if (await transaction.FindAsync(Shelves.Devices, server).ConfigureAwait(false) is { } device)
            transaction.Put(Shelves.Devices, server, Shelves.Only, new DeviceRecord { InstallationId = device.InstallationId });
    }

    /// <summary>
    /// Forgets what may be another person's when nothing tells who was signed in: before the first sign-in, or after
    /// damage took that. Pushes stay, as the server is asked whose they are, and what this person has not sent yet.
    /// </summary>
    public static async Task WipeUnownedAsync(LedgerTransaction transaction, string server, string userDigest)
    {
        var pushed = (await transaction.ListAsync(Shelves.Held, server).ConfigureAwait(false)).Where(held => !held.Value.Listed).ToList();
        var unsent = (await transaction.ListAsync(Shelves.Outbox, server).ConfigureAwait(false)).Where(item => item.Value.Owner == userDigest).ToList();
        var aliases = await transaction.ListAsync(Shelves.Aliases, server).ConfigureAwait(false);
        await WipeAsync(transaction, server).ConfigureAwait(false);
        foreach (var held in pushed)
            transaction.Put(Shelves.Held, server, held.Key, held.Value);
        foreach (var item in unsent)
            transaction.Put(Shelves.Outbox, server, item.Key, item.Value);
        foreach (var alias in aliases)
            transaction.Put(Shelves.Aliases, server, alias.Key, alias.Value);
    }

    /// <summary>The server's id of a ticket; null while a local id has none.</summary>
    public static async Task<string?> ResolveAsync(LedgerTransaction transaction, string server, string ticketId)
    {
        if (string.IsNullOrEmpty(ticketId))
            throw new ArgumentException("Name a ticket.", nameof(ticketId));
        return LocalIds.IsLocal(ticketId)
            ? (await transaction.FindAsync(Shelves.Aliases, server, ticketId).ConfigureAwait(false))?.TicketId
            : ticketId;
    }

    /// <summary>Keeps what the server says of a ticket, also that there is none.</summary>
    public static async Task<SupportTicket?> KeepAsync(LedgerTransaction transaction, string server, string ticketId, WireTicket? view)
    {
        if (view is null)
        {
            transaction.Delete(Shelves.Tickets, server, ticketId);
            return null;
        }

        var record = (await transaction.FindAsync(Shelves.Tickets, server, ticketId).ConfigureAwait(false) ?? new TicketRecord { Id = ticketId }).With(view);
        transaction.Put(Shelves.Tickets, server, ticketId, record);
        return record.ToTicket(server);
    }
}
