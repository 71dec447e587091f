namespace ServerlessSupport.Client;

/// <content>How this device gets pushes.</content>
public sealed partial class SupportServer
{
    /// <summary>
    /// Registers this device for pushes, or says that something about it changed: call it at each start with the channel
    /// the platform gives. Kept, and sent again by itself until the server has confirmed it.
    /// </summary>
    /// <param name="settings">How the device is reached.</param>
    /// <param name="cancellationToken">Gives up waiting; it is sent all the same.</param>
    /// <returns>Whether the server has confirmed; it has not when it cannot be reached.</returns>
    /// <exception cref="SupportException">The server refuses.</exception>
    /// <exception cref="ArgumentException">The settings lack the channel, or are not valid.</exception>
    public Task<DeviceStatus> RegisterDeviceAsync(DeviceSettings settings, CancellationToken cancellationToken = default) =>
        WantAsync(_ => settings ?? throw new ArgumentNullException(nameof(settings)), cancellationToken);

    /// <summary>Changes some of the settings, such as the locale or the quiet hours, and sends them like <see cref="RegisterDeviceAsync"/>.</summary>
    /// <param name="change">Makes the new settings from those the app gave last.</param>
    /// <param name="cancellationToken">Gives up waiting; it is sent all the same.</param>
    /// <exception cref="InvalidOperationException">The device was never registered.</exception>
    /// <exception cref="SupportException">The server refuses.</exception>
    public Task<DeviceStatus> ChangeDeviceAsync(Func<DeviceSettings, DeviceSettings> change, CancellationToken cancellationToken = default) =>
        WantAsync(wanted => change(wanted ?? throw new InvalidOperationException("Register the device first.")), cancellationToken);

    /// <summary>Where the registration of this device stands; without the network, and also while nobody is signed in.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<DeviceStatus> DeviceAsync(CancellationToken cancellationToken = default) =>
        _devices.Status(await _context.Ledger.RunAsync(_devices.FindAsync, cancellationToken).ConfigureAwait(false));

    /// <summary>All devices of the person signed in, the one heard of last first: for a page in the app that shows them.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SupportException">The server cannot be reached or refuses.</exception>
    public async Task<IReadOnlyList<RegisteredDevice>> DevicesAsync(CancellationToken cancellationToken = default)
    {
        await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        return await _devices.ListAsync((await DeviceAsync(cancellationToken).ConfigureAwait(false)).InstallationId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the pushes to another device of the person signed in, one that is lost or too many. One that is gone already is no error; this one signs out by <see cref="SignOutAsync"/>.</summary>
    /// <param name="installationId">Its id, of <see cref="DevicesAsync"/> or <see cref="SupportException.LeastRecentDevice"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SupportException">The server cannot be reached or refuses.</exception>
    public async Task RemoveDeviceAsync(string installationId, CancellationToken cancellationToken = default)
    {
        await _context.SignedInAsync(cancellationToken).ConfigureAwait(false);
        await _devices.RemoveAsync(installationId ?? throw new ArgumentNullException(nameof(installationId)), cancellationToken).ConfigureAwait(false);
    }

    private async Task<DeviceStatus> WantAsync(Func<DeviceSettings?, DeviceSettings> change, CancellationToken cancellationToken)
    {
        await _devices.WantAsync(await _context.SignedInAsync(cancellationToken).ConfigureAwait(false), change, cancellationToken).ConfigureAwait(false);
        try
        {
            await _registering.RunNowAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SupportException fault) when (fault.IsTransient)
        {
            _registering.Signal();
        }

        return await DeviceAsync(cancellationToken).ConfigureAwait(false);
    }
}
