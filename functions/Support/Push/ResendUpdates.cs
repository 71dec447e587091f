using Microsoft.Extensions.Options;
using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Sends updates that no device has confirmed once more, and gives up those that were sent twice. What cannot be sent now is looked at again later.</summary>
public sealed class ResendUpdates(UpdateSender sender, PruneDevices prune, IOptions<PushOptions> options, Random random, TimeProvider time)
{
    // Long since sent once: there is no hurry, so a platform that fails is asked again after the longest delay.
    private const int MaxDoublings = 30;

    private static readonly PushResult Quiet = new(PushOutcome.Unavailable, "All devices want quiet.") { Asked = false };

    /// <summary>Goes through what is unconfirmed, in order, up to the first that the platform does not take.</summary>
    public async Task RunAsync(TicketRun run, CancellationToken cancellationToken)
    {
        var current = run.Current;
        var unconfirmed = DeliveryRules.Unconfirmed(run.Ticket, current, run.StartedAt);
        if (unconfirmed.Count == 0)
            return;
        var devices = await sender.DevicesAsync(run.Ticket, cancellationToken);
        if (unconfirmed.Any(entry => !DeliveryRules.MayResend(current, entry, options.Value)))
            await prune.RunAsync(devices, cancellationToken);
        foreach (var entry in unconfirmed)
        {
            var audience = QuietRules.Split(devices, QuietRules.CanWait(entry), run.StartedAt);
            var isQuiet = audience.Now.Count == 0 && audience.Later.Count > 0;
            var result = !DeliveryRules.MayResend(current, entry, options.Value) ? null : isQuiet ? Quiet : await sender.SendAsync(run, entry, audience, cancellationToken);
            var now = time.GetUtcNow();
            var checkAt = isQuiet ? audience.Until!.Value : now + NextLook(result);
            run.Change(deliveries => DeliveryRules.Resent(deliveries, entry, result, checkAt, now));
            if (result is { Outcome: PushOutcome.Unavailable } && !isQuiet)
                return;
        }
    }

    private TimeSpan NextLook(PushResult? result) => result is { Outcome: PushOutcome.Unavailable }
        ? TicketTasks.Delay(MaxDoublings, result.RetryAfter, options.Value, random)
        : options.Value.ResendAfter;
}
