namespace ServerlessSupport.Local.Storage;

/// <summary>What the timer monitor remembers of one function across restarts.</summary>
internal sealed record TimerStatus(DateTimeOffset Last, DateTimeOffset Next, DateTimeOffset UpdatedAt);

/// <summary>The timer monitor's memory: one row a function.</summary>
internal sealed class SqliteTimers(SqliteDatabase database)
{
    private const string SelectTimer = "SELECT last, next, updated_at FROM timers WHERE function = ?1";

    private const string UpsertTimer =
        """
        INSERT INTO timers (function, last, next, updated_at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (function) DO UPDATE SET last = excluded.last, next = excluded.next, updated_at = excluded.updated_at
        """;

    public TimerStatus? Read(string function) =>
        database.Read(session => session.First(SelectTimer, row => new TimerStatus(Time(row, 0), Time(row, 1), Time(row, 2)), function));

    public Task WriteAsync(string function, TimerStatus status, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Execute(UpsertTimer, function, status.Last.UtcTicks, status.Next.UtcTicks, status.UpdatedAt.UtcTicks),
        cancellationToken);

    private static DateTimeOffset Time(SqliteRow row, int column) => new(row.GetInt64(column), TimeSpan.Zero);
}

/// <summary>How far each change-feed function has come: one row a lease.</summary>
internal sealed class SqliteLeases(SqliteDatabase database)
{
    /// <summary>Puts the lease of what pushes (its prefix is "push-") back to the change through which the reconciler has compared: what is above may not be done, though it was served.</summary>
    public const string GoBack = """
        UPDATE leases SET through = min(through, coalesce((SELECT CAST(position AS INTEGER) FROM reconciled WHERE only_row = 1), 0)) WHERE name GLOB 'push-*'
        """;

    private const string SelectLease = "SELECT through FROM leases WHERE name = ?1";
    private const string UpsertLease = "INSERT INTO leases (name, through) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET through = excluded.through";

    /// <summary>The number through which the lease's function has been served; null before the first checkpoint.</summary>
    public long? Read(string lease) => database.Read(session => session.First(SelectLease, row => (long?)row.GetInt64(0), lease));

    public Task WriteAsync(string lease, long through, CancellationToken cancellationToken) =>
        database.WriteAsync(session => session.Execute(UpsertLease, lease, through), cancellationToken);
}
