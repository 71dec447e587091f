namespace ServerlessSupport.Reports;

/// <summary>What happened in a queue on a day, or in several of them together, in numbers that can be added up.</summary>
public sealed class Figures
{
    /// <summary>Tickets that were raised.</summary>
    public int Submitted { get; set; }

    /// <summary>Tickets that got a result; a correction of one is none.</summary>
    public int Results { get; set; }

    /// <summary>Tickets that were taken up again after their result.</summary>
    public int Reopened { get; set; }

    /// <summary>Ratings that customers gave, and the sum of their scores of 1 to 5.</summary>
    public int Ratings { get; set; }

    public int Scores { get; set; }

    /// <summary>From when a ticket was raised to the first word of an agent that its customer got.</summary>
    public Durations FirstAnswer { get; init; } = new();

    /// <summary>From when a ticket was raised, or taken up again, to its result.</summary>
    public Durations Result { get; init; } = new();

    public void AddRating(int score)
    {
        Ratings++;
        Scores += score;
    }

    public void AddResult(TimeSpan took)
    {
        Results++;
        Result.Add(took);
    }

    public void Add(Figures other)
    {
        Submitted += other.Submitted;
        Results += other.Results;
        Reopened += other.Reopened;
        Ratings += other.Ratings;
        Scores += other.Scores;
        FirstAnswer.Add(other.FirstAnswer);
        Result.Add(other.Result);
    }
}

/// <summary>
/// How long things took: how many fell into each of some steps, of which eight are one doubling. So any number of durations takes little room, can be
/// added to others, and tells a median that is less than 5 % off.
/// </summary>
public sealed class Durations
{
    private const double StepsPerDoubling = 8;

    /// <summary>How many fell into each step, by its number; step 0 begins at a second.</summary>
    public SortedDictionary<int, int> Steps { get; init; } = [];

    [JsonIgnore]
    public int Count => Steps.Values.Sum();

    public void Add(TimeSpan duration) => Add((int)(Math.Log2(Math.Max(1, duration.TotalSeconds)) * StepsPerDoubling), 1);

    public void Add(Durations other)
    {
        foreach (var (step, count) in other.Steps)
            Add(step, count);
    }

    /// <summary>How long that share of them took at most, as 0.5 for the median; null when there are none.</summary>
    public TimeSpan? Quantile(double share)
    {
        var left = Math.Ceiling(Count * share);
        foreach (var (step, count) in Steps)
        {
            if ((left -= count) <= 0)
                return TimeSpan.FromSeconds(Math.Round(Math.Pow(2, (step + 0.5) / StepsPerDoubling)));
        }

        return null;
    }

    private void Add(int step, int count) => Steps[step] = Steps.GetValueOrDefault(step) + count;
}
