using Microsoft.Extensions.Options;

namespace ServerlessSupport.Push;

/// <summary>The push platform as the product asks it: never longer than <see cref="PushOptions.SendTimeout"/>, and not at all while it is down.</summary>
public sealed class PushSender(IPushGateway gateway, Circuit circuit, IOptions<PushOptions> options, TimeProvider time)
{
    public async Task<PushResult> SendAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        if (circuit.Wait() is { } wait)
            return new PushResult(PushOutcome.Unavailable, "The push platform is down and is left alone for a while.", wait) { Asked = false };
        var result = await AskAsync(message, audience, cancellationToken);
        circuit.Report(result);
        return result;
    }

    private async Task<PushResult> AskAsync(PushMessage message, TagExpression audience, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Value.SendTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await gateway.SendAsync(message, audience, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new PushResult(PushOutcome.Unavailable, $"The push platform did not answer within {options.Value.SendTimeout}.");
        }
    }
}
