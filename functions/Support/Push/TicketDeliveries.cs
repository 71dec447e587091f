using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>What became of a ticket's news on its way to devices: one document a ticket, with its two lanes.</summary>
public sealed partial record TicketDeliveries
{
    /// <summary>More than the clocks of two instances can differ.</summary>
    public static readonly TimeSpan ClockSkew = Clocks.Skew;

    private Lane _customer = Lane.Empty;
    private Lane _agents = Lane.Empty;

    /// <summary>The ticket's id.</summary>
    public required string Id { get; init; }

    public required string CustomerKey { get; init; }

    /// <summary>When this was written last; null once it was <see cref="Trimmed"/>. A time later than now shows that the clock was put back since.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    public Lane Customer { get => _customer; init => _customer = value; }

    public Lane Agents { get => _agents; init => _agents = value; }

    /// <summary>When the reconciler has to look at this; null when nothing is open. Derived, and stored so that it can be indexed.</summary>
    public DateTimeOffset? DueAt => new[] { Customer.DueAt, Agents.DueAt }.Min();

    /// <summary>When the newest of what reached nobody was given up; null when there is none. Derived, and stored so that it can be indexed.</summary>
    public DateTimeOffset? NotReachedAt => new[] { Customer.NotReachedAt, Agents.NotReachedAt }.Max();

    /// <summary>How many of its updates the customer has not opened, nor a later one. Derived, and stored so that it can be indexed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Unread => Customer.Unread;

    /// <summary>Those of a ticket of which nothing was pushed yet.</summary>
    public static TicketDeliveries None(string ticketId) => new() { Id = ticketId, CustomerKey = TicketId.CustomerKey(ticketId) };

    /// <summary>The lane of that name.</summary>
    public Lane Of(LaneName lane) => lane == LaneName.Customer ? Customer : Agents;

    /// <summary>The same with one lane changed; the same object when that changes nothing.</summary>
    public TicketDeliveries Change(LaneName name, Func<Lane, Lane> change)
    {
        var (before, after) = (Of(name), change(Of(name)));
        return ReferenceEquals(before, after) ? this : name == LaneName.Customer ? this with { Customer = after } : this with { Agents = after };
    }

    /// <summary>The same by the clock as it is now: were that put back since this was written, what waits here would wait for the length of the step.</summary>
    public TicketDeliveries AsOf(DateTimeOffset now) => WrittenAt - now is { } ahead && ahead > ClockSkew
        ? this with { WrittenAt = now, Customer = Customer.Earlier(ahead, now), Agents = Agents.Earlier(ahead, now) }
        : this;

    /// <summary>Only how far each lane has come, without which all would be pushed again: nothing of devices, outcomes and receipts.</summary>
    public TicketDeliveries Trimmed() => this with { WrittenAt = null, Customer = Customer.Trimmed(), Agents = Agents.Trimmed() };

    /// <summary>What is known of an entry in either lane.</summary>
    public Delivery? Find(int seq) => Customer.Find(seq) ?? Agents.Find(seq);
}

/// <content>What documents say that were written before there were lanes.</content>
public sealed partial record TicketDeliveries : IJsonOnDeserialized
{
    [JsonInclude]
    internal int? PushedThrough { get; set; }

    [JsonInclude]
    internal int? GaveUpThrough { get; set; }

    [JsonInclude]
    internal DateTimeOffset? RetryAt { get; set; }

    [JsonInclude]
    internal string? RetryId { get; set; }

    [JsonInclude]
    internal int? RemindedThrough { get; set; }

    [JsonInclude]
    internal IReadOnlyList<Delivery>? Updates { get; set; }

    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Updates is null)
            return;
        _customer = new Lane { Through = PushedThrough ?? 0, GaveUpThrough = GaveUpThrough ?? 0, RetryAt = RetryAt, RetryId = RetryId, Updates = Updates };
        _agents = new Lane { Through = RemindedThrough ?? 0 };
        (PushedThrough, GaveUpThrough, RetryAt, RetryId, RemindedThrough, Updates) = (null, null, null, null, null, null);
    }
}

/// <summary>Where an entry is on its way to devices.</summary>
[JsonConverter(typeof(StrictEnumConverter<DeliveryState>))]
public enum DeliveryState
{
    /// <summary>Not handed over yet; it will be tried again.</summary>
    Pending,

    /// <summary>The push platform took it.</summary>
    Sent,

    /// <summary>There is no registered device that it could go to; the customer's app finds an update when it asks.</summary>
    NoDevice,

    /// <summary>Refused for good, or tried as often as allowed: not delivered.</summary>
    Failed,

    /// <summary>A device confirmed that it has it.</summary>
    Received,

    /// <summary>The customer opened it.</summary>
    Opened,

    /// <summary>A reminder that nobody needs any more: a newer one took its place, or the ticket was worked on.</summary>
    Overtaken,
}
