using System.Text.Json.Serialization;

namespace ServerlessSupport.Push;

/// <summary>What became of the updates of one ticket on their way to devices.</summary>
public sealed record TicketDeliveries
{
    /// <summary>The ticket's id.</summary>
    public required string Id { get; init; }

    public required string CustomerKey { get; init; }

    /// <summary>Every pushable entry up to this number was handed over, refused for good, or is held back for quiet hours.</summary>
    public int PushedThrough { get; init; }

    /// <summary>The update that was given up after its last attempt; a newer one gives it another chance.</summary>
    public int GaveUpThrough { get; init; }

    /// <summary>When the waiting retry is due; null when none waits.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Which retry that is.</summary>
    public string? RetryId { get; init; }

    /// <summary>Every reminder entry up to this number was handed to the reminders queue.</summary>
    public int RemindedThrough { get; init; }

    /// <summary>What is known of each update, by number; of a reminder only that it reached no agent.</summary>
    public IReadOnlyList<Delivery> Updates { get; init; } = [];

    /// <summary>When the reconciler has to look at this; null when nothing is open. Derived, and stored so that it can be indexed.</summary>
    public DateTimeOffset? DueAt
    {
        get
        {
            // The waiting retry normally comes by itself; this is for the one that was lost.
            var lost = RetryAt + RetryGrace;
            var held = RetryAt is null ? Updates.Min(update => update.HeldUntil) : null;
            return new[] { lost, held, Updates.Min(update => update.CheckAt) }.Min();
        }
    }

    /// <summary>When the newest of the updates that reached nobody was given up; null when there is none. Derived, and stored so that it can be indexed.</summary>
    public DateTimeOffset? NotReachedAt => Updates.Max(update => update.NotReachedAt);

    private static readonly TimeSpan RetryGrace = TimeSpan.FromMinutes(2);

    /// <summary>What is known of an update; null when it was neither handed over nor confirmed yet.</summary>
    public Delivery? Find(int seq) => Updates.FirstOrDefault(update => update.Seq == seq);

    /// <summary>The same with what is known of one update changed.</summary>
    public TicketDeliveries Change(int seq, Func<Delivery, Delivery> change)
    {
        var changed = change(Find(seq) ?? new Delivery { Seq = seq, State = DeliveryState.Pending, At = default });
        return this with { Updates = [.. Updates.Where(update => update.Seq < seq), changed, .. Updates.Where(update => update.Seq > seq)] };
    }
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

    /// <summary>A device confirmed that it has it.</summary>
    Received,

    /// <summary>The customer opened it.</summary>
    Opened,
}
