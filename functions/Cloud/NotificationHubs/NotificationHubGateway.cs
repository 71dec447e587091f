using Microsoft.Azure.NotificationHubs;
using Microsoft.Azure.NotificationHubs.Messaging;
using Microsoft.Extensions.Logging;
using ServerlessSupport.Devices;
using Platform = ServerlessSupport.Devices.Platform;

namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>
/// Pushes through Azure Notification Hubs: one template send for all platforms an audience has. The hub is a projection
/// of our own table of devices. That it accepted a push means that it took it on; devices confirm receipt themselves.
/// </summary>
internal sealed partial class NotificationHubGateway(INotificationHubClient hub, TimeProvider time, ILogger<NotificationHubGateway> logger) : IPushGateway
{
    public bool Supports(Platform platform) => HubInstallations.Supports(platform);

    public bool CanRead(Devices.Installation installation) => HubInstallations.Of(installation) is not null;

    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        try
        {
            await hub.SendTemplateNotificationAsync(PushProperties.Of(message, time.GetUtcNow()), PushForm.Of(message).Address(audience), cancellationToken);
            return PushResult.Accepted;
        }
        // Whatever went wrong, the caller is told in a value, and decides on another try.
        catch (Exception fault) when (!IsCancelled(fault, cancellationToken))
        {
            var result = HubFaults.ToResult(fault);
            Log.NotSent(logger, message.UpdateId, result.Outcome, result.Reason, HubFaults.Cause(fault));
            return result;
        }
    }

    public async Task<bool> RegisterAsync(Devices.Installation installation, CancellationToken cancellationToken)
    {
        if (HubInstallations.Of(installation) is not { } projection)
            return false;
        try
        {
            await hub.CreateOrUpdateInstallationAsync(projection, cancellationToken);
            return true;
        }
        catch (Exception fault) when (HubFaults.IsFinal(fault))
        {
            Log.ChannelRefused(logger, installation.Platform, ((MessagingException)fault).Detail.TrackingId);
            return false;
        }
        catch (Exception fault) when (!IsCancelled(fault, cancellationToken))
        {
            throw HubFaults.ToUnavailable(fault);
        }
    }

    public async Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken)
    {
        try
        {
            var installation = await hub.GetInstallationAsync(installationId, cancellationToken);
            return installation.PushChannelExpired == true ? ChannelState.Expired : ChannelState.Good;
        }
        catch (MessagingEntityNotFoundException)
        {
            return ChannelState.Unknown;
        }
        catch (Exception fault) when (!IsCancelled(fault, cancellationToken))
        {
            throw HubFaults.ToUnavailable(fault);
        }
    }

    public async Task UnregisterAsync(string installationId, CancellationToken cancellationToken)
    {
        try
        {
            await hub.DeleteInstallationAsync(installationId, cancellationToken);
        }
        catch (MessagingEntityNotFoundException)
        {
            // Forgotten already, which is what was asked for.
        }
        catch (Exception fault) when (!IsCancelled(fault, cancellationToken))
        {
            throw HubFaults.ToUnavailable(fault);
        }
    }

    // The client reports its own timeout as a cancellation too.
    private static bool IsCancelled(Exception fault, CancellationToken cancellationToken) =>
        fault is OperationCanceledException && cancellationToken.IsCancellationRequested;

    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Warning, "Update {UpdateId} was not handed over ({Outcome}): {Reason}")]
        public static partial void NotSent(ILogger logger, string updateId, PushOutcome outcome, string? reason, Exception? fault);

        [LoggerMessage(7102, LogLevel.Information, "The hub refused the push channel of a device of platform {Platform}, tracking id {TrackingId}.")]
        public static partial void ChannelRefused(ILogger logger, Platform platform, string trackingId);
    }
}
