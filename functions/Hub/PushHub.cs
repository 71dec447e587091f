using System.Collections.Concurrent;
using ServerlessSupport.Hub.Installations;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Hub;

/// <summary>
/// A push hub on this machine: keeps installations and what each was sent, and hands pushes to the devices that are
/// connected. What a device missed while away is replayed when it comes back.
/// </summary>
internal sealed class PushHub(IHubStore store, InstallationIndex index, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new();

    // What happens to one installation happens one after the other: at the same time, one change undid the other or brought back what was deleted.
    private readonly SemaphoreSlim[] _turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];

    public Task RegisterAsync(HubInstallation installation, CancellationToken cancellationToken) =>
        InTurnAsync(installation.Id, () => KeepAsync(installation, cancellationToken), cancellationToken);

    /// <summary>Keeps what the change makes of the installation; false when there is none.</summary>
    public Task<bool> ChangeAsync(string installationId, Func<HubInstallation, HubInstallation> change, CancellationToken cancellationToken) =>
        InTurnAsync(installationId, async () => Find(installationId) is { } found && await KeepAsync(change(found), cancellationToken), cancellationToken);

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => InTurnAsync(
        installationId,
        async () =>
        {
            await store.ForgetAsync(installationId, cancellationToken);
            index.Remove(installationId);
            return true;
        },
        cancellationToken);

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
        await store.AddAsync(deliveries, time.GetUtcNow(), cancellationToken);
        foreach (var (device, _) in deliveries)
            if (_waiting.TryRemove(device, out var waiting))
                waiting.TrySetResult();
    }

    /// <inheritdoc cref="IHubStore.Read"/>
    public IReadOnlyList<DevicePush> Read(string installationId, long after, int max) => store.Read(installationId, after, max);

    /// <inheritdoc cref="IHubStore.Newest"/>
    public long Newest(string installationId) => store.Newest(installationId);

    /// <summary>Completes when the device is sent something; take it before reading.</summary>
    public Task NextAsync(string installationId) =>
        _waiting.GetOrAdd(installationId, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    private async Task<bool> KeepAsync(HubInstallation installation, CancellationToken cancellationToken)
    {
        await store.KeepAsync(installation.Id, Encoding.UTF8.GetBytes(installation.Document.ToJsonString()), cancellationToken);
        index.Put(installation);
        return true;
    }

    private async Task<bool> InTurnAsync(string installationId, Func<Task<bool>> act, CancellationToken cancellationToken)
    {
        var turn = _turns[(uint)installationId.GetHashCode() % _turns.Length];
        await turn.WaitAsync(cancellationToken);
        try
        {
            return await act();
        }
        finally
        {
            turn.Release();
        }
    }

    private bool IsLive(HubInstallation installation) => installation.ExpiresAt > time.GetUtcNow();
}
