namespace ServerlessSupport.Local.Runtime;

/// <summary>
/// The two steps of a stop: after <paramref name="Stopping"/> no new work is taken, and what is under way finishes;
/// <paramref name="Cancelled"/> comes when it took too long.
/// </summary>
internal sealed record HostTokens(CancellationToken Stopping, CancellationToken Cancelled);
