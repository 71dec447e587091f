using ServerlessSupport.Desk;

namespace ServerlessSupport.Privacy;

/// <summary>That a customer's data are to be put into one archive, how far that is, and which archive it became. It holds none of the data.</summary>
public sealed record Export
{
    /// <summary>How long an archive is kept, and the answer that there is one with it.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>Tries with the whole time of a run that one may take: the first may have met a slow store.</summary>
    public const int MaxTimeouts = 2;

    /// <summary>Tries that may end with a fault: those of some hours.</summary>
    public const int MaxFaults = 30;

    /// <summary>The customer, by <see cref="PersonKey"/>.</summary>
    public required string PersonKey { get; init; }

    /// <summary>The name of the archive in the store of files.</summary>
    public required string ArchiveId { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public ExportStep Step { get; init; }

    /// <summary>Tickets that are in it.</summary>
    public int Tickets { get; init; }

    /// <summary>Attached files that are in it.</summary>
    public int Files { get; init; }

    /// <summary>Bytes of the archive, once it is whole.</summary>
    public long? Size { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Until when somebody works on it; after that they are taken for dead.</summary>
    public DateTimeOffset? BusyUntil { get; init; }

    /// <summary>Tries that ended with a fault, or whose worker died.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Faults { get; init; }

    /// <summary>Tries that had the whole time of a run and came to no end.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int Timeouts { get; init; }

    /// <summary>Why it was given up.</summary>
    public ExportFailure? Reason { get; init; }

    /// <summary>The same for the next try.</summary>
    internal Export Waits() => this with { Step = ExportStep.Waiting, Tickets = 0, Files = 0, BusyUntil = null };

    /// <summary>The same after a try that had its time: another one follows, or it is given up.</summary>
    internal Export AfterTimeout(DateTimeOffset now) => Timeouts + 1 < MaxTimeouts ? Waits() with { Timeouts = Timeouts + 1 } : GivenUp(ExportFailure.TooLarge, now);

    /// <summary>The same after a try that ended with a fault: another one follows, or it is given up.</summary>
    internal Export AfterFault(DateTimeOffset now) => Faults + 1 < MaxFaults ? Waits() with { Faults = Faults + 1 } : GivenUp(ExportFailure.TooManyFaults, now);

    /// <summary>The same, not tried any more.</summary>
    internal Export GivenUp(ExportFailure reason, DateTimeOffset now) => Waits() with { Step = ExportStep.Failed, Reason = reason, FinishedAt = now };
}

/// <summary>What an export has come to.</summary>
[JsonConverter(typeof(StrictEnumConverter<ExportStep>))]
public enum ExportStep
{
    /// <summary>Nobody has begun yet, or whoever did has to begin again.</summary>
    Waiting,

    /// <summary>The archive is being written.</summary>
    Packing,

    /// <summary>It can be downloaded.</summary>
    Ready,

    /// <summary>It was given up, and is not tried again before a day is over.</summary>
    Failed,
}

/// <summary>Why an export was given up.</summary>
[JsonConverter(typeof(StrictEnumConverter<ExportFailure>))]
public enum ExportFailure
{
    /// <summary>The files are more than an archive may hold, or there is more than can be written in the time that a run may take.</summary>
    TooLarge,

    /// <summary>It was tried again and again, and each time something failed.</summary>
    TooManyFaults,
}

/// <summary>Where exports are kept, no longer than their archives.</summary>
public static class ExportShelves
{
    /// <summary>Those that are not done: what a timer looks through.</summary>
    public static Shelf<Export> Open { get; } = new("exports", StorageJson.Instance.Export, 10_000, Export.KeptFor);

    /// <summary>The newest one of each person that is done or was given up; read one by one, never listed.</summary>
    public static Shelf<Export> Done { get; } = new("exported", StorageJson.Instance.Export, int.MaxValue, Export.KeptFor);
}
