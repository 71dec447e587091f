namespace ServerlessSupport.Devices;

/// <summary>What the mobile push platform has to be told of devices, and knows of them: its copy of our own table.</summary>
public interface IDevicePlatform
{
    /// <summary>Whether devices of this platform can be reached here at all.</summary>
    bool Supports(Platform platform);

    /// <summary>Whether the installation's push channel has the form of one; asked before anything is stored, and without asking the platform.</summary>
    bool CanRead(Installation installation);

    /// <summary>
    /// Makes the platform know the installation as our own table has it: channel and tags. False when it will never take
    /// this push channel. Throws <see cref="UnavailableException"/>.
    /// </summary>
    Task<bool> RegisterAsync(Installation installation, CancellationToken cancellationToken);

    /// <summary>What the platform knows of the installation. Throws <see cref="UnavailableException"/>.</summary>
    Task<ChannelState> CheckAsync(string installationId, CancellationToken cancellationToken);

    /// <summary>Makes the platform forget the installation; no error if it never knew it. Throws <see cref="UnavailableException"/>.</summary>
    Task UnregisterAsync(string installationId, CancellationToken cancellationToken);
}

/// <summary>What the platform knows of an installation and its push channel.</summary>
public enum ChannelState
{
    /// <summary>It does not know the installation.</summary>
    Unknown,

    /// <summary>It pushes to it.</summary>
    Good,

    /// <summary>The device's own platform said that the channel is no longer one: the app was removed, or has a new one.</summary>
    Expired,
}

/// <summary>Makes what the push platform knows of a device follow what our own table says of it.</summary>
internal static class PlatformCopy
{
    /// <summary>
    /// Hands the device to the platform, and has it forget those whose push channel the device took; false when the platform does
    /// not take it. What the table says by then is what lasts. Repeating it does no harm and completes one that failed half-way.
    /// </summary>
    public static async Task<bool> FollowAsync(
        this IDevicePlatform gateway, IInstallationStore installations, Installation installation, CancellationToken cancellationToken)
    {
        var isTaken = await gateway.RegisterAsync(installation, cancellationToken);
        // A device that was changed, signed out or handed over meanwhile wrote our table first, and may have reached the platform first too.
        if (await installations.FindByHubIdAsync(installation.HubId, cancellationToken) is not { } now || !now.IsSameAs(installation))
            await gateway.SyncAsync(installations, installation.HubId, cancellationToken);
        if (installation.Replaced is not { } replaced)
            return isTaken;
        foreach (var hubId in replaced)
            await gateway.SyncAsync(installations, hubId, cancellationToken);
        await installations.SettleAsync(installation, cancellationToken);
        return isTaken;
    }

    /// <summary>Makes the platform know by this name what the table says it stands for: an installation, or nothing.</summary>
    public static async Task SyncAsync(this IDevicePlatform gateway, IInstallationStore installations, string hubId, CancellationToken cancellationToken)
    {
        if (await installations.FindByHubIdAsync(hubId, cancellationToken) is { } now)
            await gateway.RegisterAsync(now, cancellationToken);
        else
            await gateway.UnregisterAsync(hubId, cancellationToken);
    }
}
