namespace ServerlessSupport.Privacy;

/// <summary>
/// Where it is kept who asked to be erased, apart from the store: a store that is restored from a backup knows nothing of the erasures since, and brings back what was erased.
/// Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IErasureRecords
{
    /// <summary>Keeps an erasure; a later one of the same person takes its place.</summary>
    Task KeepAsync(Erasure erasure, CancellationToken cancellationToken);

    /// <summary>The newest erasure of each person, by their key.</summary>
    Task<Page<Erasure>> ListAsync(PageRequest page, CancellationToken cancellationToken);
}

/// <summary>How many erasures were looked at, how many of them the store knew nothing of and were done again, and after which place to go on; null at the end.</summary>
public sealed record RepeatedErasures(int Looked, int Repeated, ListPosition? Next);
