using System.Text.Json.Serialization;
using ServerlessSupport.Desk;

namespace ServerlessSupport.Privacy;

/// <summary>That a customer's data are to be put into one archive, how far that is, and which archive it became. It holds none of the data.</summary>
public sealed record Export
{
    /// <summary>How long an archive is kept, and the answer that there is one with it.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

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
}

/// <summary>Where exports are kept, no longer than their archives.</summary>
public static class ExportShelves
{
    /// <summary>Those that are not done: what a timer looks through.</summary>
    public static Shelf<Export> Open { get; } = new("exports", StorageJson.Instance.Export, 10_000, Export.KeptFor);

    /// <summary>The newest one of each person that is done; read one by one, never listed.</summary>
    public static Shelf<Export> Done { get; } = new("exported", StorageJson.Instance.Export, int.MaxValue, Export.KeptFor);
}
