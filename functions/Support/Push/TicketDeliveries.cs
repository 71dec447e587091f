using System.Text.Json.Serialization;

namespace ServerlessSupport.Push;

/// <summary>What became of the updates of one ticket on their way to devices.</summary>
public sealed record TicketDeliveries
{
    /// <summary>The ticket's id.</summary>
    public required string Id { get; init; }

    public required string CustomerKey { get; init; }

    /// <summary>Every pushable entry up to this number has reached its end: handed over, or refused for good.</summary>
    public int PushedThrough { get; init; }

    /// <summary>The update that was given up after its last attempt; a newer one gives it another chance.</summary>
    public int GaveUpThrough { get; init; }

    /// <summary>When the waiting retry is due; null when none waits.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Every reminder entry up to this number was handed to the reminders queue.</summary>
    public int RemindedThrough { get; init; }

    /// <summary>The newest outcome for each update, by number; for a reminder only when it reached no agent.</summary>
    public IReadOnlyList<Delivery> Updates { get; init; } = [];

    /// <summary>The newest outcome of one entry; null when there is none.</summary>
    public Delivery? Find(int seq) => Updates.FirstOrDefault(update => update.Seq == seq);
}

/// <summary>The newest outcome of one update.</summary>
public sealed record Delivery
{
    public required int Seq { get; init; }

    public required DeliveryState State { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>How often the push platform was asked.</summary>
    public int Attempts { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Where an update is on its way to the customer's devices.</summary>
[JsonConverter(typeof(StrictEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>Not handed over yet; it will be tried again.</summary>
    Pending,

    /// <summary>The push platform took it.</summary>
    Sent,

    /// <summary>The customer has no registered device; the app finds the update when it asks.</summary>
    NoDevice,

    /// <summary>Refused for good, or tried as often as allowed: not delivered.</summary>
    Failed,
}
