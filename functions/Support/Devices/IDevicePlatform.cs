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
