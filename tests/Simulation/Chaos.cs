namespace ServerlessSupport.Unit.Push.Simulation;

/// <summary>What goes wrong and when, by a seed; after a while nothing does any more.</summary>
internal sealed class Chaos(int seed, TimeProvider time, bool losesBatches)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(20);

    private readonly DateTimeOffset _end = time.GetUtcNow() + Lasts;
    private readonly double _crashing = new Random(seed).NextDouble() * 0.01;

    public Random Random { get; } = new(seed);

    public bool IsOn => time.GetUtcNow() < _end;

    /// <summary>The process ends here, between two steps.</summary>
    public bool Crashes() => Happens(_crashing);

    /// <summary>A store or queue does not answer, whether it did its work or not.</summary>
    public bool Fails() => Happens(0.01);

    /// <summary>The delivery log is read as it was before its newest write.</summary>
    public bool ReadsStale() => Happens(0.05);

    /// <summary>A batch of the change feed is never delivered.</summary>
    public bool DropsBatch() => losesBatches && Happens(0.2);

    /// <summary>A batch of the change feed is delivered once more.</summary>
    public bool RepeatsBatch() => Happens(0.2);

    public bool Happens(double probability) => IsOn && Random.NextDouble() < probability;
}
