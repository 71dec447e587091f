using System.Text;
using ServerlessSupport.App.Http;
using ServerlessSupport.Cloud.NotificationHubs;
using ServerlessSupport.Devices;
using ServerlessSupport.Hub;
using ServerlessSupport.Hub.Faults;
using ServerlessSupport.Hub.Installations;
using ServerlessSupport.Hub.Recent;
using ServerlessSupport.Hub.Rest;
using ServerlessSupport.Hub.Tags;

namespace ServerlessSupport.Local.Push;

/// <summary>The product's pushes on the hub of this machine, faults that are switched on included.</summary>
internal sealed class LocalPushGateway(PushHub hub, InjectedFaults faults, RecentPushes recent, TimeProvider time) : IPushGateway
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        try
        {
            var verdict = await faults.NextAsync(cancellationToken);
            var devices = hub.Audience(TagParser.Parse(audience.Text)).Where(device => !faults.IsExpired(device)).ToList();
            var payloads = devices.Select(LocalInstallation.Language).Distinct()
                .ToDictionary(language => language, language => JsonSerializer.SerializeToUtf8Bytes(message.In(language), WireJson.Instance.PushMessage));
            if (verdict.IsDelivered)
                await hub.DeliverAsync([.. devices.Select(device => (device.Id, payloads[LocalInstallation.Language(device)]))], cancellationToken);
            recent.Add(new RecentPush(
                time.GetUtcNow(), "product", audience.Text, verdict.Describe(), [.. devices.Select(device => device.Id)],
                () => [.. devices.SelectMany(device => AsSent(device, message, audience, payloads[LocalInstallation.Language(device)]))]));
            return Result(verdict);
        }
        catch (HubUnavailableException fault)
        {
            return new PushResult(PushOutcome.Unavailable, fault.Message, fault.RetryAfter);
        }
    }

    /// <summary>All of them: whatever a device is, here it is a connection to this machine.</summary>
    public bool Supports(Platform platform) => true;

    public bool CanRead(Installation installation) => LocalInstallation.Of(installation) is not null;

    public async Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (LocalInstallation.Of(installation) is not { } device)
            return false;
        await hub.RegisterAsync(device, cancellationToken);
        return true;
    }

    public Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken) => Task.FromResult(
        hub.Find(installationId) is not { } device ? ChannelState.Unknown : faults.IsExpired(device) ? ChannelState.Expired : ChannelState.Good);

    public async Task UnregisterAsync(string installationId, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        await hub.UnregisterAsync(installationId, cancellationToken);
    }

    // As the service's SDK is understood: only what is said about the push itself is final.
    private static PushResult Result(HubVerdict verdict) => verdict switch
    {
        { IsFault: false } => PushResult.Accepted,
        { Status: 400 or 413 } => new PushResult(PushOutcome.Refused, $"The push hub refused the push ({verdict.Status})."),
        _ => new PushResult(PushOutcome.Unavailable, $"The push hub answered {verdict.Status}.", verdict.RetryAfter),
    };

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        if (await faults.NextAsync(cancellationToken) is { IsFault: true } verdict)
            throw new UnavailableException($"The push hub answered {verdict.Status}.", verdict.RetryAfter);
    }

    // Devices here are told the same whatever their platform; developers see what the platform's own would get.
    private IEnumerable<PlatformPush> AsSent(HubInstallation device, PushMessage message, TagExpression audience, byte[] json)
    {
        if (device.Platform == PushPlatform.Local)
            return [new PlatformPush(device, Encoding.UTF8.GetString(json), NoHeaders)];
        var (form, properties) = (PushForm.Of(message), PushProperties.Of(message, time.GetUtcNow()));
        var addressed = audience.Tags.Select(form.Tag).ToHashSet();
        return device.Templates.Where(template => template.Tags.Any(addressed.Contains)).Select(template => PlatformPush.Of(device, template, properties));
    }
}
