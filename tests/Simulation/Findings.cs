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
            if (dead.Reason is null || NotTaken(schedule, dead.Task) < schedule.MaxAttempts)
                yield return $"{dead.Task} became a dead letter ({dead.Reason ?? "too many deliveries"}) though it could have been delivered.";
        foreach (var taken in schedule.Hub.Taken.Where(taken => taken.IsUpdate))
            if (schedule.Registrations.Any(other => other.Device == taken.Device && other.Since <= taken.At && !taken.TicketId.StartsWith(other.PersonKey, StringComparison.Ordinal)))
                yield return $"Update {taken.Seq} of {taken.TicketId} reached the {taken.Device} after it had become somebody else's.";
        foreach (var ticket in schedule.Durable.Tickets.Values)
            foreach (var finding in OfTicket(schedule, ticket))
                yield return finding;
    }

    private static IEnumerable<string> OfTicket(Schedule schedule, Ticket ticket)
    {
        var log = schedule.Durable.Deliveries.TryGetValue(ticket.Id, out var found) ? found.Document : TicketDeliveries.None(ticket.Id);
        if (log.Customer.RetryAt is not null || log.Agents.RetryAt is not null)
            yield return $"{ticket.Id} still waits for a retry.";
        if (schedule.Mode.HasReconciler && log.DueAt is not null)
            yield return $"{ticket.Id} still waits, until {log.DueAt:u}.";
        foreach (var finding in schedule.Durable.Devices.Values.Where(device => device.PersonKey == ticket.CustomerKey).SelectMany(device => OfDevice(schedule, ticket, device)))
            yield return finding;
        foreach (var entry in ticket.Timeline.Where(entry => entry.IsPushable))
        {
            var taken = schedule.Hub.Taken.Count(push => push.TicketId == ticket.Id && push.Seq == entry.Seq && push.IsUpdate);
            if (OfUpdate(schedule, entry.Seq, SimulatedHub.Refuses(entry.Text), taken, log.Customer, ticket) is { } finding)
                yield return $"Update {entry.Seq} of {ticket.Id} {finding}";
        }

        foreach (var finding in Reminders.Of(schedule, ticket, log.Agents).Concat(Notices.Of(schedule, ticket, log.Agents)))
            yield return finding;
    }

    private static IEnumerable<string> OfDevice(Schedule schedule, Ticket ticket, Installation device)
    {
        var taken = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id && push.Device == device.Id && push.IsUpdate).ToList();
        var seqs = taken.Select(push => push.Seq).Distinct().ToList();
        if (!seqs.SequenceEqual(seqs.Order()) && !(schedule.ChangedHands && device.Id == "phone"))
            yield return $"{ticket.Id} was first taken out of order for the {device.Id}: {string.Join(' ', seqs)}.";
        // What goes out in quiet hours all the same goes with a result, or was on its way when they began.
        foreach (var push in taken.Where(push => !schedule.Mode.ClocksJump && Disturbs(schedule, device, push.At)))
            if (!ticket.Timeline.Any(entry => entry.Kind == EntryKind.Result && entry.Seq >= push.Seq && entry.At <= push.At))
                yield return $"Update {push.Seq} of {ticket.Id} disturbed the {device.Id} at {push.At:T}.";
        // That another device has it does not mean that this one does: it was told too, or what was tried for it ended visibly.
        foreach (var entry in ticket.Timeline.Where(entry => entry.IsPushable && !SimulatedHub.Refuses(entry.Text) && !seqs.Contains(entry.Seq)))
            if (!schedule.ChangedHands && !GaveUp(schedule, ticket, entry.Seq, LaneName.Customer))
                yield return $"Update {entry.Seq} of {ticket.Id} never came to the {device.Id}.";
    }

    private static string? OfUpdate(Schedule schedule, int seq, bool refused, int taken, Lane lane, Ticket ticket)
    {
        if (lane.Find(seq) is not { } update)
            return "is not in the log.";
        if (schedule.ChangedHands && ticket.CustomerKey == Some.Alice.Key)
            return update.State == DeliveryState.Pending && update.HeldFor is null ? "still waits." : null;
        if (refused)
            return update is { State: DeliveryState.Failed, NotReachedAt: not null } ? null : $"was refused, and the log says {update.State}.";
        if (update.State == DeliveryState.Failed)
            return GaveUp(schedule, ticket, seq, LaneName.Customer) ? null : "failed without a dead letter.";
        if (taken == 0)
            return $"was never taken; the log says {update.State}.";
        if (update is not { State: DeliveryState.Sent, SentAt: not null })
            return $"was taken, and the log says {update.State}.";
        return !schedule.Mode.HasReconciler ? null
            : Schedule.Confirms(ticket.Id) ? update is { ReceivedAt: not null, NotReachedAt: null } ? null : "was confirmed, and the log does not say so."
            : update is not { ResentAt: not null, NotReachedAt: not null } ? "was not confirmed, and it was not sent once more and then given up."
            : taken < 2 ? "was sent once more, says the log, and was not." : null;
    }

    /// <summary>Whether the work on an entry, or on one that it waited behind, ended as a dead letter.</summary>
    public static bool GaveUp(Schedule schedule, Ticket ticket, int seq, LaneName lane) =>
        schedule.Queue.DeadLetters.Any(dead => dead.Task.TicketId == ticket.Id && dead.Task.Lane == lane && dead.Task.Seq <= seq);

    /// <summary>Whether a push disturbs a device that wants quiet, and wanted it already when the push may have set out.</summary>
    public static bool Disturbs(Schedule schedule, Installation device, DateTimeOffset at) =>
        device.QuietUntil(at) is not null && device.QuietUntil(at - (2 * schedule.SendTimeout)) is not null;

    private static int NotTaken(Schedule schedule, TicketTask task) => schedule.Hub.NotTaken.GetValueOrDefault((task.TicketId, task.Seq));
}
