using ServerlessSupport.Devices;

namespace ServerlessSupport.Push;

/// <summary>The mobile push platform. Methods never throw for what the platform answers; they say it.</summary>
public interface IPushGateway
{
    /// <summary>Hands one push to every installation that matches the audience.</summary>
    Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken);

    /// <summary>Whether devices of this platform can be reached here at all.</summary>
    bool Supports(Platform platform);

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

/// <summary>What the platform answered.</summary>
public sealed record PushResult(PushOutcome Outcome, string? Reason = null, TimeSpan? RetryAfter = null)
{
    public static readonly PushResult Accepted = new(PushOutcome.Accepted);

    /// <summary>False when the platform was spared the question: the answer does not count as an attempt.</summary>
    public bool Asked { get; init; } = true;
}

public enum PushOutcome
{
    /// <summary>The platform took it on.</summary>
    Accepted,

    /// <summary>Not now: throttled, down or unreachable. Worth another try.</summary>
    Unavailable,

    /// <summary>Never: too large, not allowed, malformed. Another try would end the same.</summary>
    Refused,
}
