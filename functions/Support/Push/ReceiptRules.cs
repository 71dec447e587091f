using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>A confirmation that a device received an update, or that the customer opened it, by the device's clock; at least one of the two times is there.</summary>
public sealed record Receipt
{
    public required int Seq { get; init; }
    public DateTimeOffset? Received { get; init; }
    public DateTimeOffset? Opened { get; init; }
    public string? InstallationId { get; init; }
}

/// <summary>What receipts change: the first one of each kind counts, repeats change nothing.</summary>
public static class ReceiptRules
{
    /// <summary>
    /// The customer's lane with what the receipts add; the same object when they add nothing. A device's clock is not
    /// trusted: its times are kept between when the update was written and now.
    /// </summary>
    public static Lane Confirm(Ticket ticket, Lane lane, IReadOnlyList<Receipt> receipts, DateTimeOffset now)
    {
        foreach (var receipt in receipts)
        {
            // A status that was told but not pushed is no update; a device that confirms it does no harm.
            if (ticket.Timeline.FirstOrDefault(entry => entry.Seq == receipt.Seq) is { IsPushable: true } entry && Adds(lane.Find(entry.Seq), receipt))
                lane = lane.Change(entry.Seq, update => Confirm(update, entry, receipt, now));
        }

        return lane;
    }

    private static bool Adds(Delivery? known, Receipt receipt) => known?.ReceivedAt is null || (receipt.Opened is not null && known.OpenedAt is null);

    private static Delivery Confirm(Delivery update, TimelineEntry entry, Receipt receipt, DateTimeOffset now)
    {
        var received = update.ReceivedAt ?? Between(entry.At, (receipt.Received ?? receipt.Opened)!.Value, now);
        return update with
        {
            At = update.At == default ? entry.At : update.At,
            ReceivedAt = received,
            OpenedAt = update.OpenedAt ?? (receipt.Opened is { } opened ? Between(received, opened, now) : null),
            ConfirmedAt = update.ConfirmedAt ?? now,
            ConfirmedBy = update.ConfirmedBy ?? receipt.InstallationId,
            CheckAt = null,
            NotReachedAt = null,
        };
    }

    private static DateTimeOffset Between(DateTimeOffset earliest, DateTimeOffset said, DateTimeOffset now)
    {
        var utc = said.ToUniversalTime();
        // The server's own clocks differ too, so the earliest may lie after now.
        var latest = now > earliest ? now : earliest;
        return utc < earliest ? earliest : utc > latest ? latest : utc;
    }
}
