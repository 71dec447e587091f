namespace ServerlessSupport.Simulation;

/// <summary>Which faults a schedule has.</summary>
public sealed record Mode(string Name)
{
    /// <summary>Everything goes wrong but the clocks: processes end, stores and the platform fail, batches are lost.</summary>
    public static readonly Mode Faults = new("faults") { HasReconciler = true };

    /// <summary>The same, and clocks are put forward and back by seconds and by days.</summary>
    public static readonly Mode Clocks = new("clocks") { HasReconciler = true, ClocksJump = true };

    /// <summary>No process ends, no batch is lost, and there is no reconciler: it is for what the platform loses, not for what the engine forgets.</summary>
    public static readonly Mode FastPath = new("fast path");

    public bool HasReconciler { get; init; }

    public bool ClocksJump { get; init; }
}

/// <summary>What goes wrong and when, by a seed; after a while nothing does any more.</summary>
internal sealed class Chaos(int seed, TimeProvider steady, Mode mode)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromMinutes(20);

    private readonly DateTimeOffset _end = steady.GetUtcNow() + Lasts;
    private readonly double _crashing = mode.HasReconciler ? new Random(seed).NextDouble() * 0.01 : 0;

    public Random Random { get; } = new(seed);

    public Mode Mode => mode;

    public bool IsOn => steady.GetUtcNow() < _end;

    /// <summary>The process ends here, between two steps.</summary>
    public bool Crashes() => Happens(_crashing);

    /// <summary>A store does not answer, whether it did its work or not.</summary>
    public bool Fails() => Happens(0.01);

    /// <summary>The queue does not either; without a reconciler nothing is left when it and the store fail at once.</summary>
    public bool QueueFails() => mode.HasReconciler && Fails();

    /// <summary>The delivery log is read as it was before its newest write.</summary>
    public bool ReadsStale() => Happens(0.05);

    /// <summary>A batch of the change feed is never delivered.</summary>
    public bool DropsBatch() => mode.HasReconciler && Happens(0.2);

    /// <summary>A batch of the change feed is delivered once more.</summary>
    public bool RepeatsBatch() => Happens(0.2);

    public bool Happens(double probability) => IsOn && Random.NextDouble() < probability;
}
