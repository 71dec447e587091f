namespace ServerlessSupport.Hub;

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
