using ServerlessSupport.Desk;

namespace ServerlessSupport.Reports;

/// <summary>The figures of one day (UTC) by queue; nothing in it is a person's, and nothing goes out of it when a ticket is erased.</summary>
public sealed record ReportDay : IJsonOnDeserialized
{
    /// <summary>What happened up to then is in it.</summary>
    public required DateTimeOffset Through { get; init; }

    /// <summary>By the ids of the queues; the general one is <see cref="General"/>.</summary>
    public required Dictionary<string, Figures> Queues { get; init; }

    /// <summary>Stands for the general queue, which has no id.</summary>
    public const string General = "";

    /// <summary>The longest time that a report is about, in days.</summary>
    public const int MaxDays = 90;

    /// <summary>The days, by their dates as 2026-03-02.</summary>
    public static Shelf<ReportDay> Shelf { get; } = new("report days", StorageJson.Instance.ReportDay, int.MaxValue, TimeSpan.FromDays(MaxDays + 10));

    public static string Id(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    public Figures Of(string? queue)
    {
        if (!Queues.TryGetValue(queue ?? General, out var figures))
            Queues[queue ?? General] = figures = new Figures();
        return figures;
    }

    void IJsonOnDeserialized.OnDeserialized()
    {
        if (Queues.ContainsValue(null!))
            throw new JsonException("The day has a queue without figures.");
    }
}

/// <summary>How far the tickets were counted.</summary>
/// <param name="Position">Behind which of the changes of tickets those stand that may have something to count; null before the first count.</param>
/// <param name="Through">Up to when all that happened is in the days.</param>
public sealed record CountedThrough(string? Position, DateTimeOffset Through)
{
    /// <summary>The one document of this kind.</summary>
    public const string Id = "tickets";

    public static Shelf<CountedThrough> Shelf { get; } = new("counted", StorageJson.Instance.CountedThrough, 1);
}
