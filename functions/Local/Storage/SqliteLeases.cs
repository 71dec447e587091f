namespace ServerlessSupport.Local.Storage;

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
