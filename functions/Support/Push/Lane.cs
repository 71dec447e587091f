namespace ServerlessSupport.Push;

/// <summary>Whom a ticket's news goes to. Both lanes are served by one engine, and neither waits for the other.</summary>
[JsonConverter(typeof(StrictEnumConverter<LaneName>))]
public enum LaneName
{
    /// <summary>Progress, results and statuses, to the devices of the customer.</summary>
    Customer,

    /// <summary>Reminders, to the devices of agents.</summary>
    Agents,
}

/// <summary>How far one of a ticket's two lanes has come.</summary>
public sealed record Lane
{
    public static readonly Lane Empty = new();

    /// <summary>How long after its time a retry counts as lost.</summary>
    internal static readonly TimeSpan RetryGrace = TimeSpan.FromMinutes(2);

    /// <summary>The mark: every entry of the lane up to this number was handed over, refused for good, or is held back for quiet hours.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Through { get; init; }

    /// <summary>The entry that was given up after its last attempt; a newer one gives it another chance.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int GaveUpThrough { get; init; }

    /// <summary>When the waiting retry is due; null when none waits.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Which retry that is.</summary>
    public string? RetryId { get; init; }

    /// <summary>What is known of each entry, by number.</summary>
    public IReadOnlyList<Delivery> Updates { get; init; } = [];

    /// <summary>When somebody has to look at this; null when nothing is open.</summary>
    [JsonIgnore]
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

    /// <summary>When the newest of the entries that reached nobody was given up; null when there is none.</summary>
    [JsonIgnore]
    public DateTimeOffset? NotReachedAt => Updates.Max(update => update.NotReachedAt);

    /// <summary>How many entries have come to their end and were not opened, nor a later one.</summary>
    [JsonIgnore]
    public int Unread
    {
        get
        {
            var opened = Updates.LastOrDefault(update => update.OpenedAt is not null)?.Seq ?? 0;
            return Updates.Count(update => update.Seq > opened && update.State != DeliveryState.Pending);
        }
    }

    /// <summary>What is known of an entry; null when it was neither handed over nor confirmed yet.</summary>
    public Delivery? Find(int seq) => Updates.FirstOrDefault(update => update.Seq == seq);

    /// <summary>The same with what is known of one entry changed.</summary>
    public Lane Change(int seq, Func<Delivery, Delivery> change)
    {
        var changed = change(Find(seq) ?? new Delivery { Seq = seq, State = DeliveryState.Pending, At = default });
        return this with { Updates = [.. Updates.Where(update => update.Seq < seq), changed, .. Updates.Where(update => update.Seq > seq)] };
    }

    /// <summary>Whether the entry was dealt with and what was known of it is not kept any more.</summary>
    public bool IsTrimmed(int seq) => seq <= Math.Max(Through, GaveUpThrough) && RetryAt is null && Find(seq) is null;

    /// <summary>Only how far it has come.</summary>
    internal Lane Trimmed() => new() { Through = Through, GaveUpThrough = GaveUpThrough };

    /// <summary>The same, written by a clock that was so much ahead: what it waits for comes that much earlier, and its retry is due.</summary>
    internal Lane Earlier(TimeSpan ahead, DateTimeOffset now) => this with
    {
        RetryAt = RetryAt is null ? null : now,
        Updates = [.. Updates.Select(update => update with { HeldUntil = update.HeldUntil - ahead, CheckAt = update.CheckAt - ahead })],
    };
}
