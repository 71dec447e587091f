using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>
/// Brings a ticket's lanes up to date: pushes what devices have not been sent. The change feed, the reconciler and the retry queue
/// all call this; it is safe when they do so at once, at least once towards the platform, and a failure stops this lane only.
/// While the platform is down nothing is read or written; a probe comes back to what is open.
/// </summary>
public sealed class DeliverTicket(
    ITicketStore tickets, DeliveryEngine engine, DeliverUpdates updates, DeliverNotices notices, AgentsToTell agents, Circuit circuit, Probes probes, IOptions<PushOptions> options)
{
    /// <summary>Both lanes, as far as the ticket has anything for them.</summary>
    public Task RunAsync(Ticket ticket, CancellationToken cancellationToken) =>
        Task.WhenAll(Lanes(ticket).Select(lane => RunAsync(ticket, lane, cancellationToken)));

    /// <summary>
    /// Runs for a version of the ticket that a change brought; while a retry is waiting, that one does the work. A run
    /// that fails is handed to the retry queue, and only when that fails too does this throw. True when something was to be pushed.
    /// </summary>
    public async Task<bool> RunAsync(Ticket ticket, LaneName lane, CancellationToken cancellationToken)
    {
        try
        {
            if (lane == LaneName.Agents && !await MayTellAsync(ticket))
                return false;
            if (circuit.IsOpen())
            {
                await probes.LeaveAsync(ticket.Id);
                return false;
            }

            return (await RunAsync(ticket, lane, null, cancellationToken)).HadWork;
        }
        catch (UnreadableDocumentException)
        {
            return false;
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await engine.HandOnAsync(ticket, lane, fault, cancellationToken);
            return true;
        }
    }

    /// <summary>Runs as a retry; says so when it was the last one and failed.</summary>
    public async Task<PushRun> RetryAsync(TicketTask task, CancellationToken cancellationToken)
    {
        try
        {
            if (circuit.IsOpen())
            {
                // The log leads a probe back to the others. The last attempt may have been made, and only its dead letter be missing.
                if (engine.MustComeBack(task))
                    await engine.PutOffAsync(task, wait: null, cancellationToken);
                else
                    await probes.LeaveAsync(task.TicketId);
                return PushRun.Done;
            }

            if (await tickets.FindAsync(task.TicketId, cancellationToken) is not { Document: var ticket })
                return PushRun.Done;
            var run = await RunAsync(ticket, task.Lane, task, cancellationToken);
            // What came meanwhile may have been left to this retry, when the queue's clock is ahead of ours.
            if (await tickets.FindAsync(task.TicketId, cancellationToken) is { Document: var newer } && newer.Version > ticket.Version)
                await RunAsync(newer, task.Lane, cancellationToken);
            return run;
        }
        catch (UnavailableException fault)
        {
            await engine.PutOffAsync(task, fault, cancellationToken);
            return PushRun.Done;
        }
        catch (UnreadableDocumentException)
        {
            // Once it can be read again, the log leads back to it.
            if (engine.MustComeBack(task))
                await engine.PutOffAsync(task, options.Value.MaxRetryDelay, cancellationToken);
            return PushRun.Done;
        }
    }

    private async Task<PushRun> RunAsync(Ticket ticket, LaneName lane, TicketTask? retry, CancellationToken cancellationToken)
    {
        if (lane == LaneName.Customer)
            return await updates.RunAsync(ticket, retry, cancellationToken);
        var round = notices.RunAsync(ticket, retry);
        // Only the last attempt is worth the wait: its message becomes the dead letter. The others make room in the queue, so that
        // those which failed together meet in one round; the log names them, whatever becomes of this process.
        return retry is { IsUnlogged: false } && retry.Attempt < options.Value.MaxAttempts ? PushRun.Done : await round;
    }

    // Of a new ticket perhaps nobody is told: then it costs nothing.
    private async Task<bool> MayTellAsync(Ticket ticket) =>
        !LaneRules.Entries(ticket, LaneName.Agents).Select(entry => entry.Kind).SequenceEqual([EntryKind.Submitted]) || await agents.IsSomebodyAsync();

    /// <summary>The lanes that the ticket has something for. What became of a reminder changes when somebody works on the ticket.</summary>
    internal static IEnumerable<LaneName> Lanes(Ticket ticket)
    {
        if (ticket.LastPushableAt is not null)
            yield return LaneName.Customer;
        if (ticket.Newest(EntryKind.Reminder) is not null || LaneRules.Entries(ticket, LaneName.Agents).Any())
            yield return LaneName.Agents;
    }
}
