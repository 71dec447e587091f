using System.Diagnostics;
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

/// <summary>
/// The push platform as the product asks it: never longer than <see cref="PushOptions.SendTimeout"/>, not at all while it is down,
/// and with its wishes bounded: it may ask for a pause of <see cref="PushOptions.MaxRetryDelay"/> and no more.
/// </summary>
public sealed class GuardedGateway(IPushGateway gateway, Circuit circuit, IOptions<PushOptions> options, TimeProvider time)
{
    /// <summary>Sends one push; <paramref name="cause"/> is the <c>traceparent</c> of what wrote the entry, where that is known.</summary>
    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken, string? cause = null)
    {
        if (circuit.Wait() is { } wait)
            return new PushResult(PushOutcome.Unavailable, "The push platform is down and is left alone for a while.", wait) { Asked = false };
        using var activity = Spans.StartCaused("push.send", message.TicketId, cause);
        var started = time.GetTimestamp();
        var result = await AskAsync(message, audience, cancellationToken);
        circuit.Report(result);
        Measurements.Attempted(message.Kind.OnWire(), result.Outcome.OnWire(), time.GetElapsedTime(started));
        activity?
            .SetTag("support.update.id", message.UpdateId)
            .SetTag("support.entry.kind", message.Kind.OnWire())
            .SetTag("support.push.outcome", result.Outcome.OnWire())
            .SetStatus(result.Outcome == PushOutcome.Accepted ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        return result;
    }

    private async Task<PushResult> AskAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Value.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            var result = await gateway.SendAsync(message, audience, either.Token);
            return result.RetryAfter > options.Value.MaxRetryDelay ? result with { RetryAfter = options.Value.MaxRetryDelay } : result;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new PushResult(PushOutcome.Unavailable, $"The push platform did not answer within {options.Value.SendTimeout}.");
        }
    }
}
