using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Takes the receipts of devices into the delivery log: one read of the ticket, one conditional write of the log, and
/// none when they tell nothing new.
/// </summary>
public sealed class ConfirmUpdates(CustomerTickets tickets, IDeliveryLog log, TimeProvider time)
{
    /// <summary>Null when it is done; else why not.</summary>
    public async Task<Refusal?> RunAsync(Caller customer, string ticketId, IReadOnlyList<Receipt> receipts, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(customer, ticketId, cancellationToken) is not { } ticket)
            return TicketChanges.NotFound();
        if (receipts.FirstOrDefault(receipt => receipt.Seq > ticket.Version) is { } unknown)
            return Refusal.Field("receipts", $"the ticket has no entry {unknown.Seq}.");
        var now = time.GetUtcNow();
        var seen = await log.FindAsync(ticketId, cancellationToken);
        await log.ChangeAsync(
            ticketId,
            seen,
            now,
            deliveries => deliveries.Change(LaneName.Customer, lane => ReceiptRules.Confirm(ticket, lane, receipts, now)),
            cancellationToken);
        return null;
    }
}
