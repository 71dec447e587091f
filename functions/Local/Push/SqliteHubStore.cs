using ServerlessSupport.Hub;

namespace ServerlessSupport.Local.Push;

/// <summary>Keeps what the hub knows in the local edition's file, durably.</summary>
internal sealed class SqliteHubStore(SqliteDatabase database) : IHubStore
{
    public IReadOnlyList<byte[]> Installations() => Read(session => session.All("SELECT json FROM hub_installations", row => row.GetBytes(0)));

    public Task KeepAsync(string installationId, byte[] document, CancellationToken cancellationToken) => WriteAsync(
        session => session.Execute("INSERT INTO hub_installations (id, json) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET json = excluded.json", installationId, document),
        cancellationToken);

    public Task ForgetAsync(string installationId, CancellationToken cancellationToken) =>
        WriteAsync(
            session => session.Execute("DELETE FROM hub_installations WHERE id = ?1", installationId) + session.Execute("DELETE FROM pushes WHERE installation_id = ?1", installationId),
            cancellationToken);

    public Task AddAsync(IReadOnlyCollection<(string InstallationId, byte[] Payload)> pushes, DateTimeOffset at, CancellationToken cancellationToken) => WriteAsync(
        session =>
        {
            foreach (var (device, payload) in pushes)
                Insert(session, device, at.UtcTicks, payload);
            return pushes.Count;
        },
        cancellationToken);

    public IReadOnlyList<DevicePush> Read(string installationId, long after, int max) => Read(session => session.All(
        "SELECT seq, json FROM pushes WHERE installation_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        row => new DevicePush(row.GetInt64(0), row.GetBytes(1)),
        installationId, after, max));

    public long Newest(string installationId) =>
        Read(session => session.First("SELECT coalesce(max(seq), 0) FROM pushes WHERE installation_id = ?1", row => row.GetInt64(0), installationId));

    private static void Insert(SqliteSession session, string installationId, long at, byte[] payload)
    {
        session.Execute("INSERT INTO pushes (installation_id, at, json) VALUES (?1, ?2, ?3)", installationId, at, payload);
        session.Execute(
            "DELETE FROM pushes WHERE installation_id = ?1 AND seq <= (SELECT seq FROM pushes WHERE installation_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
            installationId, IHubStore.KeptPerDevice);
    }

    private T Read<T>(Func<SqliteSession, T> query)
    {
        try
        {
            return database.Read(query);
        }
        catch (UnavailableException fault)
        {
            throw new HubUnavailableException(fault.Message, fault.RetryAfter, fault);
        }
    }

    private async Task WriteAsync(Func<SqliteSession, int> work, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(work, cancellationToken);
        }
        catch (UnavailableException fault)
        {
            throw new HubUnavailableException(fault.Message, fault.RetryAfter, fault);
        }
    }
}
