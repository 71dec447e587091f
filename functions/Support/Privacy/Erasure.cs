using ServerlessSupport.Desk;

namespace ServerlessSupport.Privacy;

/// <summary>
/// That a customer's data are to be erased, how far that is, and, when it is done, the proof that it was. It holds no data of the customer, only
/// the digest by which keys and logs know them.
/// </summary>
public sealed record Erasure
{
    /// <summary>The customer, by <see cref="PersonKey"/>.</summary>
    public required string PersonKey { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>Who asked for it, by <see cref="PersonKey"/>: the customer, or an admin.</summary>
    public required string RequestedBy { get; init; }

    /// <summary>Why, as an admin said; null where the customer asked here, and where nobody said.</summary>
    public ErasureReason? Reason { get; init; }

    /// <summary>What is being erased.</summary>
    public ErasureStep Step { get; init; }

    /// <summary>Devices that were signed out.</summary>
    public int Devices { get; init; }

    /// <summary>Tickets that were erased.</summary>
    public int Tickets { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }
}

/// <summary>What an erasure has come to.</summary>
[JsonConverter(typeof(StrictEnumConverter<ErasureStep>))]
public enum ErasureStep
{
    /// <summary>Signs the devices out, here and at the push platform: nothing more is pushed.</summary>
    Devices,

    /// <summary>Deletes tickets, with what was attached to them, and what is known of their deliveries.</summary>
    Tickets,

    /// <summary>Nothing is left.</summary>
    Done,
}

/// <summary>Why an admin had somebody erased. One of a few, since words of one's own could say what the proof must not hold.</summary>
[JsonConverter(typeof(StrictEnumConverter<ErasureReason>))]
public enum ErasureReason
{
    /// <summary>The customer asked for it, by another way than the app.</summary>
    Asked,

    /// <summary>The customer's account with the company was closed.</summary>
    AccountClosed,

    /// <summary>A law or a court asks for it.</summary>
    Legal,

    /// <summary>The data should never have been here.</summary>
    Mistake,
}

/// <summary>Where erasures are kept.</summary>
public static class ErasureShelves
{
    /// <summary>Those that are not done: what a timer looks through.</summary>
    public static Shelf<Erasure> Open { get; } = new("erasures", StorageJson.Instance.Erasure, 10_000);

    /// <summary>The newest one of each person that is done; read one by one, never listed.</summary>
    public static Shelf<Erasure> Done { get; } = new("erased", StorageJson.Instance.Erasure, int.MaxValue);
}
