namespace ServerlessSupport.Client;

/// <summary>Who is signed in to a server. <paramref name="Id"/> is new with each sign-in; <paramref name="UserDigest"/> is null once signed out.</summary>
internal sealed record SessionRecord(string Id, string? UserDigest);

/// <summary>How far updates were caught up, and whether that stretch is still the first.</summary>
internal sealed record CursorRecord(string? Cursor, bool IsBacklog);

/// <summary>An update that waits to be published: for a sign-in, for those before it, or for the rest of its text.</summary>
internal sealed record HeldRecord
{
    public required string TicketId { get; init; }

    public required int Seq { get; init; }

    /// <summary>The number of the update before this one, 0 for the first; null where nobody said.</summary>
    public int? PreviousSeq { get; init; }

    public required string Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public string? Text { get; init; }

    public string? State { get; init; }

    public bool Truncated { get; init; }

    /// <summary>The server listed it, so its text is whole; else it came by push only.</summary>
    public bool Listed { get; init; }

    /// <summary>It came by push, so it is news even during the first catch-up.</summary>
    public bool Pushed { get; init; }
}

/// <summary>What the device tells the server about an update it got.</summary>
internal sealed record ReceiptRecord(string TicketId, int Seq, DateTimeOffset Received, DateTimeOffset? Opened);

/// <summary>The id the server gave to a ticket that was submitted under a local id.</summary>
internal sealed record AliasRecord(string TicketId);

/// <summary>The last number given to a key on the shelf that the record is named after.</summary>
internal sealed record CounterRecord(long Last);

/// <summary>What agents are told that a device is.</summary>
internal sealed record DeviceFacts(string? Model, string? Os, string? AppVersion);

/// <summary>This installation: what the app wants registered, and what the server has confirmed.</summary>
internal sealed record DeviceRecord
{
    public required string InstallationId { get; init; }

    public DeviceSettings? Wanted { get; init; }

    public DeviceSettings? Confirmed { get; init; }

    /// <summary>What the server was told that the device is.</summary>
    public DeviceFacts? ConfirmedFacts { get; init; }

    public DateTimeOffset? ConfirmedAt { get; init; }

    public IReadOnlyDictionary<string, string>? Ignored { get; init; }
}
