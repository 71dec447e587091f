namespace ServerlessSupport.Client;

/// <summary>What is kept for the person signed in.</summary>
internal static class SessionData
{
    /// <summary>Forgets everything of the person; only the name of the installation stays.</summary>
    public static async Task WipeAsync(LedgerTransaction transaction, string server)
    {
        foreach (var collection in Shelves.Personal)
            transaction.Clear(collection, server);
        foreach (var update in await transaction.ListAsync(Shelves.Log, "").ConfigureAwait(false))
            if (update.Value.Server == server)
                transaction.Delete(Shelves.Log, "", update.Key);
        if (await transaction.FindAsync(Shelves.Devices, server).ConfigureAwait(false) is { } device)
            transaction.Put(Shelves.Devices, server, Shelves.Only, new DeviceRecord { InstallationId = device.InstallationId });
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
