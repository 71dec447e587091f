using ServerlessSupport.Push;

namespace ServerlessSupport.Unit.Push.Simulation;

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
            var taken = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id).Select(push => push.Seq).ToList();
            if (!taken.Distinct().SequenceEqual(taken.Distinct().Order()))
                yield return $"{ticket.Id} was first taken out of order: {string.Join(' ', taken)}.";
            var log = schedule.Durable.Deliveries.TryGetValue(ticket.Id, out var found) ? found.Document : null;
            if (log?.RetryAt is not null)
                yield return $"{ticket.Id} still waits for a retry.";
            foreach (var entry in ticket.Timeline.Where(entry => entry.IsPushable))
                if (OfUpdate(schedule, entry.Seq, SimulatedHub.Refuses(entry.Text), taken.Count(seq => seq == entry.Seq), log, ticket.Id) is { } finding)
                    yield return $"Update {entry.Seq} of {ticket.Id} {finding}";
        }
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
        return Schedule.Confirms(ticketId)
            ? update is { ReceivedAt: not null, NotReachedAt: null } ? null : "was confirmed, and the log does not say so."
            : update is not { ResentAt: not null, NotReachedAt: not null } ? "was not confirmed, and it was not sent once more and then given up."
            : taken < 2 ? "was sent once more, says the log, and was not." : null;
    }
}
