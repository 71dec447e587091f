using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>Holds what a schedule left behind against what the engine promises.</summary>
internal static class Findings
{
    /// <summary>One sentence for each promise that was broken.</summary>
    public static IEnumerable<string> Of(Schedule schedule)
    {
        foreach (var dead in schedule.Queue.DeadLetters)
            if (dead.Reason is null || schedule.Hub.NotTaken.GetValueOrDefault((dead.Task.TicketId, dead.Task.Seq)) < schedule.MaxAttempts)
                yield return $"{dead.Task} became a dead letter ({dead.Reason ?? "too many deliveries"}) though it could have been delivered.";
        foreach (var ticket in schedule.Durable.Tickets.Values)
        {
            foreach (var finding in schedule.Durable.Devices.SelectMany(device => OfDevice(schedule, ticket, device)))
                yield return finding;
            var taken = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id).Select(push => push.Seq).ToList();
            var log = schedule.Durable.Deliveries.TryGetValue(ticket.Id, out var found) ? found.Document : null;
            if (log?.RetryAt is not null)
                yield return $"{ticket.Id} still waits for a retry.";
            foreach (var entry in ticket.Timeline.Where(entry => entry.IsPushable))
                if (OfUpdate(schedule, entry.Seq, SimulatedHub.Refuses(entry.Text), taken.Count(seq => seq == entry.Seq), log, ticket.Id) is { } finding)
                    yield return $"Update {entry.Seq} of {ticket.Id} {finding}";
        }
    }

    private static IEnumerable<string> OfDevice(Schedule schedule, Ticket ticket, Installation device)
    {
        var taken = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id && push.Device == device.Id).ToList();
        var seqs = taken.Select(push => push.Seq).Distinct().ToList();
        if (!seqs.SequenceEqual(seqs.Order()))
            yield return $"{ticket.Id} was first taken out of order for the {device.Id}: {string.Join(' ', seqs)}.";
        // What goes out in quiet hours all the same goes with a result, or was on its way when they began.
        foreach (var push in taken.Where(push => device.QuietUntil(push.At) is not null && device.QuietUntil(push.At - (2 * schedule.SendTimeout)) is not null))
            if (!ticket.Timeline.Any(entry => entry.Kind == EntryKind.Result && entry.Seq >= push.Seq && entry.At <= push.At))
                yield return $"Update {push.Seq} of {ticket.Id} disturbed the {device.Id} at {push.At:T}.";
        // That another device has it does not mean that this one does: it was told too, or what was tried for it ended visibly.
        foreach (var entry in ticket.Timeline.Where(entry => entry.IsPushable && !SimulatedHub.Refuses(entry.Text) && !seqs.Contains(entry.Seq)))
            if (!schedule.Queue.DeadLetters.Any(dead => dead.Task.TicketId == ticket.Id && dead.Task.Seq <= entry.Seq))
                yield return $"Update {entry.Seq} of {ticket.Id} never came to the {device.Id}.";
    }

    private static string? OfUpdate(Schedule schedule, int seq, bool refused, int taken, TicketDeliveries? log, string ticketId)
    {
        if (log?.Find(seq) is not { } update)
            return "is not in the log.";
        if (refused)
            return update is { State: DeliveryState.Failed, NotReachedAt: not null } ? null : $"was refused, and the log says {update.State}.";
        if (update.State == DeliveryState.Failed)
            return schedule.Queue.DeadLetters.Any(dead => dead.Task.TicketId == ticketId && dead.Task.Seq <= seq) ? null : "failed without a dead letter.";
        if (taken == 0)
            return $"was never taken; the log says {update.State}.";
        if (update is not { State: DeliveryState.Sent, SentAt: not null })
            return $"was taken, and the log says {update.State}.";
        return !schedule.Reconciles ? null
            : Schedule.Confirms(ticketId) ? update is { ReceivedAt: not null, NotReachedAt: null } ? null : "was confirmed, and the log does not say so."
            : update is not { ResentAt: not null, NotReachedAt: not null } ? "was not confirmed, and it was not sent once more and then given up."
            : taken < 2 ? "was sent once more, says the log, and was not." : null;
    }
}
