using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Takes the receipts of devices into the delivery log: one read of the ticket, one conditional write of the log, and
/// none when they tell nothing new.
/// </summary>
public sealed class ConfirmUpdates(CustomerTickets tickets, IDeliveryLog log, TimeProvider time)
{
    private const int MaxRaces = 12;

    /// <summary>Null when it is done; else why not.</summary>
    public async Task<Refusal?> RunAsync(Caller customer, string ticketId, IReadOnlyList<Receipt> receipts, CancellationToken cancellationToken)
    {
        if (await tickets.FindAsync(customer, ticketId, cancellationToken) is not { } ticket)
            return TicketChanges.NotFound();
        if (receipts.FirstOrDefault(receipt => receipt.Seq > ticket.Version) is { } unknown)
            return Refusal.Field("receipts", $"the ticket has no entry {unknown.Seq}.");
        for (var race = 0; race < MaxRaces; race++)
        {
            var stored = await log.FindAsync(ticketId, cancellationToken);
            var before = stored?.Document ?? new TicketDeliveries { Id = ticket.Id, CustomerKey = ticket.CustomerKey };
            var after = ReceiptRules.Confirm(ticket, before, receipts, time.GetUtcNow());
            if (ReferenceEquals(before, after) || await log.TryWriteAsync(after, stored?.ETag, cancellationToken))
                return null;
        }

        throw new UnavailableException($"The deliveries of ticket {ticketId} kept changing.");
    }
}
