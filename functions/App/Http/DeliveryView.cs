namespace ServerlessSupport.App.Http;

/// <summary>What became of one update, and every step of its way with its time.</summary>
internal sealed record DeliveryView(int Seq, DeliveryState State, DateTimeOffset? At, int Attempts, string? Reason, bool? NotReached, IReadOnlyList<DeliveryStep> Steps)
{
    public static DeliveryView Of(TimelineEntry entry, TicketDeliveries? deliveries)
    {
        var lane = deliveries?.Of(entry.Kind == EntryKind.Reminder ? LaneName.Agents : LaneName.Customer);
        var known = lane?.Find(entry.Seq);
        var (state, at) = known switch
        {
            null => (DeliveryState.Pending, (DateTimeOffset?)null),
            { OpenedAt: { } opened } => (DeliveryState.Opened, opened),
            { ReceivedAt: { } received } => (DeliveryState.Received, received),
            _ => (known.State, known.At),
        };
        return new DeliveryView(entry.Seq, state, at, known?.Attempts ?? 0, known?.Reason, known?.NotReachedAt is null ? null : true, [.. StepsOf(entry, known, lane)]);
    }

    private static IEnumerable<DeliveryStep> StepsOf(TimelineEntry entry, Delivery? known, Lane? lane)
    {
        yield return new(DeliveryStepKind.Written, entry.At);
        var waits = lane?.RetryAt is not null && entry.Seq > lane.Through;
        if (known?.QueuedAt is { } queued)
            yield return new(DeliveryStepKind.Queued, queued, waits ? known.Reason : null, waits ? lane!.RetryAt : null);
        else if (waits)
            yield return new(DeliveryStepKind.Queued, entry.At, "It waits behind an earlier update.", lane!.RetryAt);
        if (known is null)
            yield break;
        if (known.HeldAt is { } held)
            yield return new(DeliveryStepKind.Held, held, null, known.HeldUntil);
        if (known.State == DeliveryState.NoDevice)
            yield return new(DeliveryStepKind.NoDevice, known.At);
        if (known.SentAt is { } sent)
            yield return new(DeliveryStepKind.HandedOver, sent);
        if (known.ResentAt is { } resent)
            yield return new(DeliveryStepKind.HandedOverAgain, resent);
        if (known.State == DeliveryState.Failed)
            yield return new(DeliveryStepKind.Refused, known.At, known.Reason);
        if (known.ReceivedAt is { } received)
            yield return new(DeliveryStepKind.Received, received);
        if (known.OpenedAt is { } opened)
            yield return new(DeliveryStepKind.Opened, opened);
        if (known.NotReachedAt is { } given)
            yield return new(DeliveryStepKind.NotReached, given);
    }
}

/// <summary>One step of an update's way to the device; <paramref name="Until"/> is when a waiting retry is due.</summary>
internal sealed record DeliveryStep(DeliveryStepKind Step, DateTimeOffset At, string? Reason = null, DateTimeOffset? Until = null);

/// <summary>The steps of an update's way.</summary>
[JsonConverter(typeof(StrictEnumConverter<DeliveryStepKind>))]
internal enum DeliveryStepKind
{
    /// <summary>It is in the ticket's timeline.</summary>
    Written,

    /// <summary>The push platform did not take it yet; a retry waits.</summary>
    Queued,

    /// <summary>It was held back from devices that wanted quiet; while it still is, with the time when the first of them want to be disturbed again.</summary>
    Held,

    /// <summary>There was no device to send it to.</summary>
    NoDevice,

    /// <summary>The push platform took it.</summary>
    HandedOver,

    /// <summary>The push platform took it once more, because no device had confirmed it.</summary>
    HandedOverAgain,

    /// <summary>Refused for good, or given up after the last attempt.</summary>
    Refused,

    /// <summary>A device has it.</summary>
    Received,

    /// <summary>The customer opened it.</summary>
    Opened,

    /// <summary>No device confirmed it, and nothing more is tried.</summary>
    NotReached,
}
