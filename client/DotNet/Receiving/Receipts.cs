using System.Text.Json;

namespace ServerlessSupport.Client;

/// <summary>Tells the server which updates this device got and the customer opened, many at a time. Repeating it does no harm.</summary>
internal sealed class Receipts(ServerContext server)
{
    private const int BatchSize = 100;

    /// <summary>Sends all that wait. Always true.</summary>
    public async Task<bool> SendAsync(SessionRecord session, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (batch, installationId) = await NextAsync(session, cancellationToken).ConfigureAwait(false);
            if (batch.Count == 0)
                return true;
            await SendAsync(batch, installationId, cancellationToken).ConfigureAwait(false);
            await server.RunAsync(session, transaction => RemoveAsync(transaction, batch), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes that the customer has seen the updates of a ticket so far.</summary>
    public async Task OpenAsync(LedgerTransaction transaction, TicketRecord record)
    {
        foreach (var entry in record.Entries.Where(entry => TicketRecord.IsUpdate(entry) && entry.Seq > record.Opened && entry.Seq <= record.Published))
        {
            var key = UpdateIds.Key(record.Id, entry.Seq);
            var waiting = await transaction.FindAsync(Shelves.Receipts, server.Name, key).ConfigureAwait(false);
            transaction.Put(Shelves.Receipts, server.Name, key, (waiting ?? new ReceiptRecord(record.Id, entry.Seq, server.Now, null)) with { Opened = server.Now });
        }

        transaction.Put(Shelves.Tickets, server.Name, record.Id, record with { Opened = record.Published });
    }

    private Task<(IReadOnlyList<ReceiptRecord> Batch, string? InstallationId)> NextAsync(SessionRecord session, CancellationToken cancellationToken) =>
        server.RunAsync(
            session,
            async transaction =>
            {
                var waiting = await transaction.ListAsync(Shelves.Receipts, server.Name, limit: BatchSize).ConfigureAwait(false);
                var device = await transaction.FindAsync(Shelves.Devices, server.Name).ConfigureAwait(false);
                IReadOnlyList<ReceiptRecord> batch = [.. waiting.Select(item => item.Value).Where(receipt => receipt.TicketId == waiting[0].Value.TicketId)];
                return (batch, device?.InstallationId);
            },
            cancellationToken);

    private async Task SendAsync(IReadOnlyList<ReceiptRecord> batch, string? installationId, CancellationToken cancellationToken)
    {
        var body = new WireReceipts([.. batch.Select(receipt => new WireReceipt(receipt.Seq, receipt.Received, receipt.Opened, installationId))]);
        var json = JsonSerializer.SerializeToUtf8Bytes(body, WireJson.Default.WireReceipts);
        try
        {
            await server.Connection.SendAsync(new Request(HttpMethod.Post, Request.Ticket(batch[0].TicketId) + "/receipts", json), cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (!fault.IsTransient)
        {
            // An older server takes no receipts (404), and one that it refuses it will refuse again: they are no one's loss.
        }
    }

    // A receipt that changed while it was sent stays, to be sent as it is now.
    private async Task RemoveAsync(LedgerTransaction transaction, IReadOnlyList<ReceiptRecord> sent)
    {
        foreach (var receipt in sent)
        {
            var key = UpdateIds.Key(receipt.TicketId, receipt.Seq);
            if (await transaction.FindAsync(Shelves.Receipts, server.Name, key).ConfigureAwait(false) == receipt)
                transaction.Delete(Shelves.Receipts, server.Name, key);
        }
    }
}
