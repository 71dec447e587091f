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
