using System.Collections.Concurrent;
using System.Text;
using ServerlessSupport.Local.Storage;

namespace ServerlessSupport.Local.Push;

/// <summary>A push that a device has been sent, under the number it is replayed by.</summary>
internal sealed record DevicePush(long Seq, byte[] Payload);

/// <summary>
/// A push hub on this machine: keeps installations and what each was sent, durably, and hands pushes to the devices
/// that are connected. What a device missed while away is replayed when it comes back.
/// </summary>
internal sealed class PushHub(SqliteDatabase database, PushHubIndex index, TimeProvider time)
{
    /// <summary>How many pushes are kept for each device; the oldest go first.</summary>
    private const int KeptPerDevice = 1_000;

    private readonly ConcurrentDictionary<string, Signal> _signals = new();

    public async Task RegisterAsync(HubInstallation installation, CancellationToken cancellationToken)
    {
        var json = Encoding.UTF8.GetBytes(installation.Document.ToJsonString());
        await database.WriteAsync(
            session => session.Execute("INSERT INTO hub_installations (id, json) VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET json = excluded.json", installation.Id, json),
            cancellationToken);
        index.Put(installation);
    }

    public async Task UnregisterAsync(string installationId, CancellationToken cancellationToken)
    {
        await database.WriteAsync(session => session.Execute("DELETE FROM hub_installations WHERE id = ?1", installationId), cancellationToken);
        index.Remove(installationId);
    }

    public HubInstallation? Find(string installationId) => index.Find(installationId) is { } found && IsLive(found) ? found : null;

    /// <summary>The installations that a send may reach; null means every one.</summary>
    public IReadOnlyList<HubInstallation> Candidates(TagNode? expression) => [.. index.Candidates(expression).Where(IsLive)];

    /// <summary>The installations that the expression means by their own tags.</summary>
    public IReadOnlyList<HubInstallation> Audience(TagNode expression) =>
        [.. Candidates(expression).Where(installation => expression.Matches(installation.Tags))];

    /// <summary>Hands each device its payload, all of them or, at a fault, none.</summary>
    public async Task DeliverAsync(IReadOnlyCollection<(string InstallationId, byte[] Payload)> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count == 0)
            return;
        var now = time.GetUtcNow().UtcTicks;
        await database.WriteAsync(
            session =>
            {
                foreach (var (device, payload) in deliveries)
                    Insert(session, device, now, payload);
                return 0;
            },
            cancellationToken);
        foreach (var (device, _) in deliveries)
            if (_signals.TryGetValue(device, out var signal))
                signal.Raise();
    }

    /// <summary>What the device was sent after a number, oldest first.</summary>
    public IReadOnlyList<DevicePush> Read(string installationId, long after, int max) => database.Read(session => session.All(
        "SELECT seq, json FROM pushes WHERE installation_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        row => new DevicePush(row.GetInt64(0), row.GetBytes(1)),
        installationId, after, max));

    /// <summary>The number of the newest push of the device; 0 when it was sent none.</summary>
    public long Newest(string installationId) =>
        database.Read(session => session.First("SELECT coalesce(max(seq), 0) FROM pushes WHERE installation_id = ?1", row => row.GetInt64(0), installationId));

    /// <summary>Completes when the device is sent something; take it before reading.</summary>
    public Task NextAsync(string installationId) => _signals.GetOrAdd(installationId, _ => new Signal()).Next;

    private bool IsLive(HubInstallation installation) => installation.ExpiresAt > time.GetUtcNow();

    private static void Insert(SqliteSession session, string installationId, long now, byte[] payload)
    {
        session.Execute("INSERT INTO pushes (installation_id, at, json) VALUES (?1, ?2, ?3)", installationId, now, payload);
        session.Execute(
            "DELETE FROM pushes WHERE installation_id = ?1 AND seq <= (SELECT seq FROM pushes WHERE installation_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
            installationId, KeptPerDevice);
    }
}
