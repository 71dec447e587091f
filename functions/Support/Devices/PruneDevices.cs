namespace ServerlessSupport.Devices;

/// <summary>
/// Looks at devices that something did not reach: one whose platform says that its channel is none any more is
/// forgotten, and one that the hub has lost is handed to it again.
/// </summary>
public sealed partial class PruneDevices(IInstallationStore installations, IDevicePlatform gateway, ILogger<PruneDevices> logger)
{
    /// <summary>A hub that does not answer now is asked the next time something does not arrive.</summary>
    public async Task RunAsync(IReadOnlyList<Installation> devices, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var device in devices)
                await CheckAsync(device, cancellationToken);
        }
        catch (UnavailableException fault)
        {
            Log.NotChecked(logger, fault.Message);
        }
    }

    /// <summary>What the hub knows of the device, after which it is forgotten or handed over anew. Throws <see cref="UnavailableException"/>.</summary>
    public async Task<ChannelState> CheckAsync(Installation device, CancellationToken cancellationToken)
    {
        var state = await gateway.CheckAsync(device.HubId, cancellationToken);
        if (state == ChannelState.Expired || (state == ChannelState.Unknown && !await gateway.FollowAsync(installations, device, cancellationToken)))
            await ForgetAsync(device, cancellationToken);
        return state;
    }

    private async Task ForgetAsync(Installation device, CancellationToken cancellationToken)
    {
        // Registered again meanwhile, with a channel that may well be good.
        if (await installations.FindAsync(device.PersonKey, device.Id, cancellationToken) is not { } now || !now.IsSameAs(device))
            return;
        await installations.DeleteAsync(device.PersonKey, device.Id, cancellationToken);
        await gateway.SyncAsync(installations, device.HubId, cancellationToken);
        Log.Forgotten(logger, device.Platform);
    }

    private static partial class Log
    {
        [LoggerMessage(5001, LogLevel.Information, "A device of platform {Platform} was forgotten: its push channel is none any more.")]
        public static partial void Forgotten(ILogger logger, Platform platform);

        [LoggerMessage(5002, LogLevel.Warning, "Devices that were not reached could not be looked at: {Reason}")]
        public static partial void NotChecked(ILogger logger, string reason);
    }
}
