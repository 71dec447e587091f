namespace ServerlessSupport.Push;

/// <summary>What is known of one update: how handing it over ended, and what devices confirmed.</summary>
public sealed record Delivery
{
    public required int Seq { get; init; }

    /// <summary>How handing over stands: pending, sent, no device or failed.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Since when it stands so.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>How often the push platform was asked.</summary>
    public int Attempts { get; init; }

    public string? Reason { get; init; }

    /// <summary>When it first had to wait for a retry.</summary>
    public DateTimeOffset? QueuedAt { get; init; }

    /// <summary>
    /// What it is held back for, because it is to be quiet there: a customer's installations by id, agents' by their registration, which names the
    /// person too; null when it is held back for none.
    /// </summary>
    public IReadOnlyList<string>? HeldFor { get; init; }

    /// <summary>When the first of their quiet hours end; null when it was given up, and goes out with the next update only.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>When it was first held back.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>When the platform took it first.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When the platform took it once more, because no device had confirmed it.</summary>
    public DateTimeOffset? ResentAt { get; init; }

    /// <summary>How often the platform was asked to take it once more.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Resends { get; init; }

    /// <summary>When it is checked whether a device has confirmed it; null when that is settled.</summary>
    public DateTimeOffset? CheckAt { get; init; }

    /// <summary>When it was given up to reach anybody with it; a late confirmation takes that back.</summary>
    public DateTimeOffset? NotReachedAt { get; init; }

    /// <summary>When a device received it: what the device says, kept between when it was written and when the server heard of it.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>When the customer opened it, within the same bounds.</summary>
    public DateTimeOffset? OpenedAt { get; init; }

    /// <summary>When the server heard of it first, by the server's clock.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The installation that confirmed it first.</summary>
    public string? ConfirmedBy { get; init; }
}
