using System.Collections.Concurrent;

namespace ServerlessSupport.Audit;

/// <summary>What somebody does, as a line is to tell it.</summary>
public sealed record AuditAct(string Actor, string Action, string? Target = null)
{
    public string? Version { get; init; }
    public string? From { get; init; }
    public string? Outcome { get; init; }

    /// <summary>The number of the line of which this is the outcome.</summary>
    public long? OutcomeOf { get; init; }

    public string? Server { get; init; }
    public string? Trace { get; init; }
}

/// <summary>
/// Writes the audit record. Each actor has a chain, in which a line names the signature of the one before it, and its number is given out once for all instances: a second one that writes
/// the same number is refused by the store and goes on behind the first. Who has a chain stands in the <see cref="Roll"/>, which is a chain itself, so that one that was removed as a whole is missed.
/// </summary>
public sealed class AuditTrail(IAuditLog log, AuditKeys keys, IOptions<AuditOptions> options, TimeProvider time, Random random)
{
    /// <summary>The chain that names all others; no person's key is this short.</summary>
    public const string Roll = "roll";

    /// <summary>What the lines of the roll say.</summary>
    public const string Enrolled = "Enrolled";

    private const int MaxRaces = 12;
    private const int MaxChains = 10_000;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(5);
    private readonly ConcurrentDictionary<string, Chain> _chains = new(StringComparer.Ordinal);

    /// <summary>Writes a line and returns its number once it is kept. Throws <see cref="UnavailableException"/>, and then nothing may be done.</summary>
    public async Task<long> WriteAsync(AuditAct act, CancellationToken cancellationToken)
    {
        if (_chains.Count > MaxChains)
            _chains.Clear();
        var chain = _chains.GetOrAdd(act.Actor, _ => new Chain());
        await chain.Turn.WaitAsync(cancellationToken);
        try
        {
            return await AppendAsync(chain, act, cancellationToken);
        }
        catch
        {
            // Perhaps it was written after all: what there is is read before the next one.
            chain.End = null;
            throw;
        }
        finally
        {
            chain.Turn.Release();
        }
    }

    private async Task<long> AppendAsync(Chain chain, AuditAct act, CancellationToken cancellationToken)
    {
        for (var race = 0; race < MaxRaces; race++)
        {
            var isKnown = chain.End is not null;
            var end = chain.End ?? await ReadEndAsync(act.Actor, cancellationToken);
            var line = keys.Sign(Next(act, end));
            if (await log.TryAddAsync(line, keys.End(line), cancellationToken))
            {
                // A crash may have come between the first line and this, so whoever finds only that does it again.
                if (act.Actor != Roll && !isKnown && end.Number <= 1)
                    await WriteAsync(new AuditAct(Roll, Enrolled, act.Actor), cancellationToken);
                chain.End = new End(line.Number, line.Mac, line.KeptUntil);
                return line.Number;
            }

            chain.End = null;
            await Task.Delay(FirstPause * random.NextDouble() * (1 << race), time, cancellationToken);
        }

        throw new UnavailableException("The audit record of one person kept growing.");
    }

    private AuditLine Next(AuditAct act, End end)
    {
        var now = time.GetUtcNow();
        return new AuditLine
        {
            Actor = act.Actor,
            Number = end.Number + 1,
            At = now,
            Action = act.Action,
            Target = act.Target,
            Version = act.Version,
            From = act.From,
            Outcome = act.Outcome,
            OutcomeOf = act.OutcomeOf,
            Server = act.Server,
            Trace = act.Trace,
            KeptUntil = act.Actor == Roll || options.Value.KeptFor == TimeSpan.Zero ? null : now + options.Value.KeptFor,
            Previous = end.Mac,
            PreviousKeptUntil = end.KeptUntil,
            Key = keys.CurrentId,
        };
    }

    // The newest line may be gone when it was kept as long as it had to be, and the end may lag behind it after a crash.
    private async Task<End> ReadEndAsync(string actor, CancellationToken cancellationToken)
    {
        var line = await log.FindNewestAsync(actor, cancellationToken);
        var head = await log.FindHeadAsync(actor, cancellationToken);
        return line is not null && line.Number >= (head?.Number ?? 0) ? new End(line.Number, line.Mac, line.KeptUntil)
            : head is not null ? new End(head.Number, head.LineMac, head.KeptUntil)
            : new End(0, null, null);
    }

    private sealed record End(long Number, string? Mac, DateTimeOffset? KeptUntil);

    /// <summary>What this instance knows of a chain; one writer at a time.</summary>
    private sealed class Chain
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);
        public End? End { get; set; }
    }
}
