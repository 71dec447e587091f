namespace ServerlessSupport.Hub;

/// <summary>Where the hub keeps its installations and what each device was sent.</summary>
/// <remarks>What cannot be done now and may be later is a <see cref="HubUnavailableException"/>, which callers of the hub see as 503.</remarks>
public interface IHubStore
{
    /// <summary>How many pushes are kept for each device; the oldest go first.</summary>
    const int KeptPerDevice = 1_000;

    /// <summary>The documents of all installations, as they were kept.</summary>
    IReadOnlyList<byte[]> Installations();

    Task KeepAsync(string installationId, byte[] document, CancellationToken cancellationToken);

    /// <summary>Does nothing when there is none.</summary>
    Task ForgetAsync(string installationId, CancellationToken cancellationToken);

    /// <summary>Adds each device's payload under a number higher than all before, all of them or, at a fault, none.</summary>
    Task AddAsync(IReadOnlyCollection<(string InstallationId, byte[] Payload)> pushes, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>What the device was sent after a number, oldest first.</summary>
    IReadOnlyList<DevicePush> Read(string installationId, long after, int max);

    /// <summary>The number of the newest push of the device; 0 when it was sent none.</summary>
    long Newest(string installationId);
}

/// <summary>A push that a device has been sent, under the number it is replayed by.</summary>
public sealed record DevicePush(long Seq, byte[] Payload);

/// <summary>The hub's store does not work now and may later.</summary>
public sealed class HubUnavailableException(string what, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(what, inner)
{
    /// <summary>How long the store asked to be left alone, where it said.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>Keeps everything for as long as the process runs.</summary>
internal sealed class MemoryHubStore : IHubStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]> _installations = [];
    private readonly Dictionary<string, Queue<DevicePush>> _pushes = [];
    private long _seq;

    public IReadOnlyList<byte[]> Installations()
    {
        lock (_lock)
            return [.. _installations.Values];
    }

    public Task KeepAsync(string installationId, byte[] document, CancellationToken cancellationToken)
    {
        lock (_lock)
            _installations[installationId] = document;
        return Task.CompletedTask;
    }

    public Task ForgetAsync(string installationId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _installations.Remove(installationId);
            _pushes.Remove(installationId);
        }

        return Task.CompletedTask;
    }

    public Task AddAsync(IReadOnlyCollection<(string InstallationId, byte[] Payload)> pushes, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var (device, payload) in pushes)
            {
                if (!_pushes.TryGetValue(device, out var sent))
                    _pushes[device] = sent = new Queue<DevicePush>();
                sent.Enqueue(new DevicePush(++_seq, payload));
                if (sent.Count > IHubStore.KeptPerDevice)
                    sent.Dequeue();
            }
        }

        return Task.CompletedTask;
    }

    public IReadOnlyList<DevicePush> Read(string installationId, long after, int max)
    {
        lock (_lock)
            return _pushes.TryGetValue(installationId, out var sent) ? [.. sent.Where(push => push.Seq > after).Take(max)] : [];
    }

    public long Newest(string installationId)
    {
        lock (_lock)
            return _pushes.TryGetValue(installationId, out var sent) ? sent.Last().Seq : 0;
    }
}
