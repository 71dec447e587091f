using System.Collections.Concurrent;
using System.Text.Json;
using ServerlessSupport.Devices;
using ServerlessSupport.Local.Storage;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>A push that a device has been sent, under the number it is replayed by.</summary>
internal sealed record DevicePush(long Seq, byte[] Json);

/// <summary>
/// A push hub on this machine: keeps installations and what each was sent, durably, and hands pushes to the devices
/// that are connected. What a device missed while away is replayed when it comes back.
/// </summary>
internal sealed class PushHub(SqliteDatabase database, PushHubIndex index, TimeProvider time)
{
    /// <summary>How many pushes are kept for each device; the oldest go first.</summary>
    private const int KeptPerDevice = 1_000;

    private readonly ConcurrentDictionary<string, Signal> _signals = new();

    public async Task RegisterAsync(Installation installation, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(installation, StorageJson.Instance.Installation);
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

    public bool Knows(string installationId) => index.Has(installationId);

    /// <summary>Sends one payload to every installation the expression means; returns how many those are.</summary>
    /// <exception cref="FormatException">The expression cannot be read.</exception>
    public async Task<int> SendAsync(string tagExpression, byte[] json, CancellationToken cancellationToken)
    {
        var devices = index.Find(TagParser.Parse(tagExpression));
        if (devices.Count == 0)
            return 0;
        var now = time.GetUtcNow().UtcTicks;
        await database.WriteAsync(
            session =>
            {
                foreach (var device in devices)
                    Insert(session, device, now, json);
                return 0;
            },
            cancellationToken);
        foreach (var device in devices)
            if (_signals.TryGetValue(device, out var signal))
                signal.Raise();
        return devices.Count;
    }

    /// <summary>What the device was sent after a number, oldest first.</summary>
    public IReadOnlyList<DevicePush> Read(string installationId, long after, int max) => database.Read(session => session.All(
        "SELECT seq, json FROM pushes WHERE installation_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
        row => new DevicePush(row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
        installationId, after, max));

    /// <summary>The number of the newest push of the device; 0 when it was sent none.</summary>
    public long Newest(string installationId) =>
        database.Read(session => session.First("SELECT coalesce(max(seq), 0) FROM pushes WHERE installation_id = ?1", row => row.GetInt64(0), installationId));

    /// <summary>Completes when the device is sent something; take it before reading.</summary>
    public Task NextAsync(string installationId) => _signals.GetOrAdd(installationId, _ => new Signal()).Next;

    private static void Insert(SqliteSession session, string installationId, long now, byte[] json)
    {
        session.Execute("INSERT INTO pushes (installation_id, at, json) VALUES (?1, ?2, ?3)", installationId, now, json);
        session.Execute(
            "DELETE FROM pushes WHERE installation_id = ?1 AND seq <= (SELECT seq FROM pushes WHERE installation_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)",
            installationId, KeptPerDevice);
    }
}
