using ServerlessSupport.Devices;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// The customer's lane: sends the updates that are open, in order, up to the first that the platform does not take, and once
/// more, silently, those that no device has confirmed.
/// </summary>
public sealed class DeliverUpdates(
    DeliveryEngine engine, Recipients recipients, IDeliveryLog log, PruneDevices prune, IOptions<PushOptions> options, Random random, TimeProvider time)
{
    // Long since sent once: there is no hurry, so a platform that fails is asked again after the longest delay.
    private const int MaxDoublings = 30;

    // What others wait for must not be one ticket's long backlog on a slow platform.
    private static readonly PushResult TooSlow = new(PushOutcome.Unavailable, "The push platform answers slowly; the rest follows.") { Asked = false };

    private static readonly PushResult Quiet = new(PushOutcome.Unavailable, "All devices want quiet.") { Asked = false };

    public async Task<PushRun> RunAsync(Ticket ticket, TicketTask? retry, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        if (await engine.BeginAsync(ticket, LaneName.Customer, retry, cancellationToken) is not { } run)
            return PushRun.Done;
        using var activity = Spans.StartCaused("push.ticket", ticket.Id, retry?.TraceParent);
        if (await SendAsync(run, began, cancellationToken))
            await ResendAsync(run, began, cancellationToken);
        return await engine.EndAsync(run, cancellationToken);
    }

    private async Task<bool> SendAsync(LaneRun run, long began, CancellationToken cancellationToken)
    {
        var open = run.Open;
        var urgent = QuietRules.Urgent(open);
        var heldBack = new HashSet<string>();
        for (var i = 0; i < open.Count; i++)
        {
            var (entry, canWait) = (open[i], i >= urgent);
            var known = run.Before.Find(entry.Seq);
            var sending = IsLate(began) ? new Sending(TooSlow, [], null) : await recipients.SendAsync(
                run.Ticket,
                entry,
                () => MessageAsync(run, entry, cancellationToken),
                devices => QuietRules.Split(QuietRules.Recipients(known, devices), canWait, run.StartedAt, heldBack),
                cancellationToken);
            if (sending.Result is { Outcome: PushOutcome.Unavailable } result)
            {
                // While it is down nothing is written: a probe comes back to what is open.
                if (result.Asked || result == TooSlow)
                    engine.Fail(run, [.. open.Skip(i)], result, random.NextDouble());
                else
                    engine.Leave(run, entry, result);
                return false;
            }

            heldBack.UnionWith(sending.Later);
            engine.Settle(run, entry, sending);
        }

        return true;
    }

    /// <summary>Sends what no device has confirmed once more, and gives up what was sent twice. What cannot be sent now is looked at again later.</summary>
    private async Task ResendAsync(LaneRun run, long began, CancellationToken cancellationToken)
    {
        var current = run.Current;
        var unconfirmed = LaneRules.Unconfirmed(run.Ticket, current, run.StartedAt);
        if (unconfirmed.Any(entry => !LaneRules.MayResend(current, entry, options.Value)))
            await prune.RunAsync(await recipients.OfCustomerAsync(run.Ticket, cancellationToken), cancellationToken);
        foreach (var entry in unconfirmed)
        {
            if (!LaneRules.MayResend(current, entry, options.Value))
                Note(run, entry, null, null);
            else if (IsLate(began) || !await ResendAsync(run, entry, cancellationToken))
                return;
        }
    }

    private async Task<bool> ResendAsync(LaneRun run, TimelineEntry entry, CancellationToken cancellationToken)
    {
        // It may not come before what is held back.
        var heldBack = run.Current.Updates.SelectMany(update => update.HeldFor ?? []).ToHashSet();
        var sending = await recipients.SendAsync(
            run.Ticket, entry, SilentAsync, devices => QuietRules.Split(devices, QuietRules.CanWait(entry), run.StartedAt, heldBack), cancellationToken);
        if (sending is { Result: null, Later.Count: > 0 })
        {
            Note(run, entry, Quiet, sending.Until > run.StartedAt ? sending.Until : null);
            return true;
        }

        if (sending.Result is { Asked: false })
            return false;
        Note(run, entry, sending.Result, null);
        return sending.Result is not { Outcome: PushOutcome.Unavailable };

        // A phone in the background shows a push and confirms nothing: the second one must not ring again.
        async Task<PushMessage> SilentAsync() => await MessageAsync(run, entry, cancellationToken) with { Silent = true };
    }

    private async Task<PushMessage> MessageAsync(LaneRun run, TimelineEntry entry, CancellationToken cancellationToken)
    {
        run.UnreadElsewhere ??= await log.CountUnreadAsync(run.Ticket.CustomerKey, cancellationToken) - run.Before.Unread;
        var here = run.Current.Change(entry.Seq, update => update with { State = DeliveryState.Sent }).Unread;
        return PushMessages.For(run.Ticket, entry, options.Value) with { Unread = Math.Clamp(run.UnreadElsewhere.Value + here, 0, PushMessages.MaxUnread) };
    }

    private void Note(LaneRun run, TimelineEntry entry, PushResult? result, DateTimeOffset? until)
    {
        var now = run.At(time.GetUtcNow());
        var wait = result is { Outcome: PushOutcome.Unavailable } ? Retries.Delay(MaxDoublings, result.RetryAfter, options.Value, random.NextDouble()) : options.Value.ResendAfter;
        run.Change(lane => LaneRules.Resent(lane, entry, result, until ?? (now + wait), now));
    }

    private bool IsLate(long began) => time.GetElapsedTime(began) > options.Value.SendTimeout;
}
