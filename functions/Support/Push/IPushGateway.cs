using ServerlessSupport.Devices;

namespace ServerlessSupport.Push;

/// <summary>The mobile push platform. Methods never throw for what the platform answers; they say it.</summary>
public interface IPushGateway : IDevicePlatform
{
    /// <summary>Hands one push to every installation that matches the audience.</summary>
    Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken);
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
