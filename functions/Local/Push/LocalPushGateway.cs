using System.Text.Json;
using ServerlessSupport.Devices;
using ServerlessSupport.Http;
using ServerlessSupport.Push;

namespace ServerlessSupport.Local.Push;

/// <summary>The product's pushes on the hub of this machine.</summary>
internal sealed class LocalPushGateway(PushHub hub) : IPushGateway
{
    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        try
        {
            await hub.SendAsync(audience.Text, JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Instance.PushMessage), cancellationToken);
            return PushResult.Accepted;
        }
        catch (UnavailableException fault)
        {
            return new PushResult(PushOutcome.Unavailable, fault.Message, fault.RetryAfter);
        }
    }

    /// <summary>All of them: whatever a device is, here it is a connection to this machine.</summary>
    public bool Supports(Platform platform) => true;

    public async Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken)
    {
        await hub.RegisterAsync(installation, cancellationToken);
        return true;
    }

    public Task<bool> KnowsAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(hub.Knows(installationId));

    public Task UnregisterAsync(string installationId, CancellationToken cancellationToken) => hub.UnregisterAsync(installationId, cancellationToken);
}
