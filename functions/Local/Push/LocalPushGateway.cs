using System.Text.Json;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>The product's pushes on the hub of this machine.</summary>
internal sealed class LocalPushGateway(PushHub hub) : IPushGateway
{
    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        try
        {
            await hub.SendAsync(audience.Text, JsonSerializer.SerializeToUtf8Bytes(message, StorageJson.Instance.PushMessage), cancellationToken);
            return PushResult.Accepted;
        }
        catch (UnavailableException fault)
        {
            return new PushResult(PushOutcome.Unavailable, fault.Message, fault.RetryAfter);
        }
    }

    public Task RegisterAsync(Installation installation, CancellationToken cancellationToken) => hub.RegisterAsync(installation, cancellationToken);

    public Task<bool> KnowsAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(hub.Knows(installationId));

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => hub.UnregisterAsync(installationId, cancellationToken);
}
