using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>What the engine promises of reminders.</summary>
internal static class Reminders
{
    public static IEnumerable<string> Of(Schedule schedule, Ticket ticket, Lane lane)
    {
        var pushes = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id && push.Kind == EntryKind.Reminder).ToList();
        if (LaneRules.Entries(ticket, LaneName.Agents).FirstOrDefault(entry => entry.Kind == EntryKind.Reminder) is { } newest && OfNewest(schedule, ticket, lane.Find(newest.Seq), newest.Seq, pushes.Count > 0) is { } finding)
            yield return $"Reminder {newest.Seq} of {ticket.Id} {finding}";
    }

    private static string? OfNewest(Schedule schedule, Ticket ticket, Delivery? known, int seq, bool anyTaken)
    {
        var hasAgents = schedule.Durable.Devices.Values.Any(device => device.Roles.Contains(ActorRole.Agent) && !Notices.IsAway(schedule, device));
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
