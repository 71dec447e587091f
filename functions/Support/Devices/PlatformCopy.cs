namespace ServerlessSupport.Devices;

/// <summary>Makes what the push platform knows of a device follow what our own table says of it.</summary>
internal static class PlatformCopy
{
    /// <summary>Hands the device to the platform; false when that does not take it. What the table says by then is what lasts.</summary>
    public static async Task<bool> FollowAsync(
        this IDevicePlatform gateway, IInstallationStore installations, Installation installation, CancellationToken cancellationToken)
    {
        var isTaken = await gateway.RegisterAsync(installation, cancellationToken);
        // A device that was changed or signed out meanwhile wrote our table first, and may have reached the platform first too.
        var now = await installations.FindAsync(installation.Id, cancellationToken);
        if (now is null)
            await gateway.UnregisterAsync(installation.Id, cancellationToken);
        else if (!now.IsSameAs(installation))
            await gateway.RegisterAsync(now, cancellationToken);
        return isTaken;
    }

    /// <summary>Whether both are of one registration.</summary>
    public static bool IsSameAs(this Installation installation, Installation other) =>
        installation.PersonKey == other.PersonKey && installation.RefreshedAt == other.RefreshedAt;
}
