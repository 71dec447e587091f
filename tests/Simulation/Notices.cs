using ServerlessSupport.Desk;
using ServerlessSupport.Devices;
using ServerlessSupport.Push;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Simulation;

/// <summary>What the engine promises of all that agents are told.</summary>
internal static class Notices
{
    public static IEnumerable<string> Of(Schedule schedule, Ticket ticket, Lane lane)
    {
        var pushes = schedule.Hub.Taken.Where(push => push.TicketId == ticket.Id && !push.IsUpdate).ToList();
        foreach (var (push, device) in pushes.Select(push => (push, schedule.Durable.Devices[push.Device])))
        {
            if (!schedule.Mode.ClocksJump && Findings.Disturbs(schedule, device, push.At))
                yield return $"{push.Kind} {push.Seq} of {ticket.Id} disturbed the {push.Device} at {push.At:T}.";
            if (!device.Roles.Contains(ActorRole.Agent) || IsAway(schedule, device))
                yield return $"{push.Kind} {push.Seq} of {ticket.Id} went to the {push.Device}, which is no agent's who is there.";
        }

        foreach (var known in lane.Updates)
            if (known is { State: DeliveryState.Pending } or { HeldFor: not null, HeldUntil: not null })
                yield return $"Entry {known.Seq} of {ticket.Id} still waits to be told.";
        foreach (var push in pushes.Where(push => push.Kind != EntryKind.Reminder && !May(schedule, ticket, push)))
            yield return $"{push.Kind} {push.Seq} of {ticket.Id} went to the {push.Device}, which it was not for.";
        foreach (var entry in LaneRules.Entries(ticket, LaneName.Agents).Where(entry => entry.IsNotice))
            foreach (var finding in OfNotice(schedule, ticket, entry, lane, pushes))
                yield return finding;
    }

    public static bool IsAway(Schedule schedule, Installation device) =>
        schedule.Durable.People.Any(person => person.Key == device.PersonKey && person.Availability == Availability.Away);

    // Every agent who is to be told has it: by itself, or with a newer one, or in a push about many tickets.
    private static IEnumerable<string> OfNotice(Schedule schedule, Ticket ticket, TimelineEntry entry, Lane lane, List<Taken> pushes)
    {
        // By a clock that is days ahead it is no news any more.
        if (schedule.Mode.ClocksJump || Findings.GaveUp(schedule, ticket, entry.Seq, LaneName.Agents))
            yield break;
        var who = AudienceRules.Of(ticket, entry, schedule.Durable.People);
        foreach (var device in schedule.Durable.Devices.Values.Where(device => device.Roles.Contains(ActorRole.Agent) && who.Includes(device.PersonKey)))
        {
            if (lane.Through < entry.Seq)
                yield return $"{entry.Kind} {entry.Seq} of {ticket.Id} was not told, says the log.";
            // That of several devices one page was taken is enough.
            if (!pushes.Any(push => push.Device == device.Id && (push.Seq >= entry.Seq || push.Kind == EntryKind.Reminder)))
                yield return $"{entry.Kind} {entry.Seq} of {ticket.Id} never came to the {device.Id}.";
        }
    }

    // Whoever had the ticket when it was told may have handed it on since.
    private static bool May(Schedule schedule, Ticket ticket, Taken push)
    {
        var entry = ticket.Timeline[push.Seq - 1];
        return Enumerable.Range(entry.Seq, ticket.Version - entry.Seq + 1).Any(version => AudienceRules.Of(ticket.AsOf(version) with { Queue = ticket.Queue }, entry, schedule.Durable.People).Includes(push.PersonKey));
    }
}
