using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>What the engine promises of reminders.</summary>
internal static class Reminders
{
    public static IEnumerable<string> Of(Schedule schedule, Ticket ticket, Lane lane)
    {
        var pushes = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id && push.Kind == EntryKind.Reminder).ToList();
        foreach (var push in pushes.Where(push => !schedule.Mode.ClocksJump && Findings.Disturbs(schedule, schedule.Durable.Devices[push.Device], push.At)))
            yield return $"Reminder {push.Seq} of {ticket.Id} disturbed the {push.Device} at {push.At:T}.";
        foreach (var push in pushes.Where(push => !schedule.Durable.Devices[push.Device].Roles.Contains(ActorRole.Agent)))
            yield return $"Reminder {push.Seq} of {ticket.Id} went to the {push.Device}, which is no agent's.";
        foreach (var known in lane.Updates)
            if (known is { State: DeliveryState.Pending } or { HeldFor: not null, HeldUntil: not null })
                yield return $"Reminder {known.Seq} of {ticket.Id} still waits.";
        if (LaneRules.Entries(ticket, LaneName.Agents).FirstOrDefault() is { } newest && OfNewest(schedule, ticket, lane.Find(newest.Seq), newest.Seq, pushes.Count > 0) is { } finding)
            yield return $"Reminder {newest.Seq} of {ticket.Id} {finding}";
    }

    private static string? OfNewest(Schedule schedule, Ticket ticket, Delivery? known, int seq, bool anyTaken)
    {
        var hasAgents = schedule.Durable.Devices.Values.Any(device => device.Roles.Contains(ActorRole.Agent));
        return known switch
        {
            null => "is not in the log.",
            { State: DeliveryState.NoDevice, NotReachedAt: not null } => hasAgents ? "went nowhere though agents have devices." : null,
            { State: DeliveryState.Sent, SentAt: not null } => anyTaken ? null : "was taken, says the log, and was not.",
            { State: DeliveryState.Failed, NotReachedAt: not null } => Findings.GaveUp(schedule, ticket, seq, LaneName.Agents) ? null : "failed without a dead letter.",
            _ => $"was to be pushed; the log says {known.State}.",
        };
    }
}
