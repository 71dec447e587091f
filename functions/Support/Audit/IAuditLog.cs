namespace ServerlessSupport.Audit;

/// <summary>
/// Where the audit record is kept. Lines are added and never changed; those that may go go by themselves or by <see cref="DeleteExpiredAsync"/>. Lists cost what
/// they return. Faults that may pass are <see cref="UnavailableException"/>.
/// </summary>
public interface IAuditLog
{
    /// <summary>Adds a line, and keeps the end of its chain beside it; false when the chain has a line of this number already.</summary>
    Task<bool> TryAddAsync(FiledLine line, AuditHead head, CancellationToken cancellationToken);

    /// <summary>The newest line of a chain; null when there is none, or none any more.</summary>
    Task<FiledLine?> FindNewestAsync(string actor, CancellationToken cancellationToken);

    /// <summary>How a chain ends, as far as that was kept: at its newest line, or after a crash some lines before it. Null for one that never began.</summary>
    Task<AuditHead?> FindHeadAsync(string actor, CancellationToken cancellationToken);

    /// <summary>The lines of a chain after a number, in their order, at most so many.</summary>
    Task<IReadOnlyList<FiledLine>> ReadChainAsync(string actor, long after, int count, CancellationToken cancellationToken);

    /// <summary>Lines of all chains that match, newest first.</summary>
    Task<Page<FiledLine>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>Removes lines that may go, at most so many; how many it removed. A store that removes them by itself removes none here.</summary>
    Task<int> DeleteExpiredAsync(DateTimeOffset now, int max, CancellationToken cancellationToken);
}
