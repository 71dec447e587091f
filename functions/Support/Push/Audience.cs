using ServerlessSupport.Desk;
using ServerlessSupport.Tickets;

namespace ServerlessSupport.Push;

/// <summary>Whose devices a push for agents goes to: those of some people, or of all agents but some. The same people are the same audience.</summary>
public sealed record Audience
{
    private Audience(bool isAll, IEnumerable<string> keys) => (IsAll, Keys) = (isAll, [.. keys.Distinct().Order(StringComparer.Ordinal)]);

    /// <summary>Whether it is all agents but <see cref="Keys"/>.</summary>
    public bool IsAll { get; }

    /// <summary>The <see cref="PersonKey"/> of those who are meant, or who are not.</summary>
    public IReadOnlyList<string> Keys { get; }

    public static Audience Nobody { get; } = Only([]);

    public static Audience Only(IEnumerable<string> keys) => new(false, keys);

    public static Audience AllBut(IEnumerable<string> keys) => new(true, keys);

    public bool Includes(string personKey) => Keys.Contains(personKey) != IsAll;

    public bool Equals(Audience? other) => other is not null && IsAll == other.IsAll && Keys.SequenceEqual(other.Keys);

    public override int GetHashCode() => HashCode.Combine(IsAll, Keys.Count, Keys.Count > 0 ? Keys[0] : null);
}

/// <summary>
/// Who is told of a notice: whoever has the ticket; when nobody has it, or who had it was taken out of the directory, the people of its queue; when the queue has none, all agents who see it. Never
/// who did it, nobody who is away, and nobody who chose otherwise. Who has never been to the desk works on all queues, and is told everything.
/// </summary>
public static class AudienceRules
{
    /// <summary>Who is told of a notice.</summary>
    public static Audience Of(Ticket ticket, TimelineEntry entry, IReadOnlyList<AgentProfile> people) => entry switch
    {
        { Kind: EntryKind.Assigned, Assignee: { } agent } => Only([PersonKey.Of(agent)], entry, ticket, people),
        // As it was written: a name may be somebody else's by now.
        { Kind: EntryKind.Note } => Only(entry.Mentions ?? [], entry, ticket, people),
        _ when ticket.Assignee is { } agent && !people.Any(person => person.Id == agent && HasLeft(person)) => Only([PersonKey.Of(agent)], entry, ticket, people),
        _ => OfQueue(ticket, entry, people),
    };

    /// <summary>Who is reminded while nobody works on a ticket, or while nothing reaches who does: all who see it and are there.</summary>
    public static Audience OfReminder(Ticket ticket, IReadOnlyList<AgentProfile> people) =>
        Audience.AllBut(people.Where(person => IsAway(person) || !TicketScope.Sees(person, ticket)).Select(person => person.Key));

    /// <summary>Whether nothing is sent to a person now.</summary>
    public static bool IsAway(AgentProfile person) => person.Availability == Availability.Away;

    /// <summary>Whether a person wants to be told of an entry of this kind; null for who has never been to the desk.</summary>
    public static bool Wants(AgentProfile? person, EntryKind kind) => person is null || (!IsAway(person) && kind switch
    {
        EntryKind.Submitted => person.Notify.NewTicket,
        EntryKind.Note => person.Notify.Mention,
        EntryKind.Assigned => person.Notify.Assigned,
        EntryKind.Rating => person.Notify.Rating,
        _ => person.Notify.Message,
    });

    private static Audience Only(IEnumerable<string> keys, TimelineEntry entry, Ticket ticket, IReadOnlyList<AgentProfile> people) =>
        Audience.Only(keys.Where(key => key != Doer(entry, ticket) && Wants(people.FirstOrDefault(person => person.Key == key), entry.Kind)));

    private static Audience OfQueue(Ticket ticket, TimelineEntry entry, IReadOnlyList<AgentProfile> people)
    {
        bool WorksOnIt(AgentProfile person) => !HasLeft(person) && (person.Queues.Count == 0 || (ticket.Queue is { } queue && person.Queues.Contains(queue)));
        var hasOwn = people.Any(WorksOnIt);
        return Audience.AllBut(people.Where(person => (hasOwn && !WorksOnIt(person)) || !TicketScope.Sees(person, ticket) || !Wants(person, entry.Kind)).Select(person => person.Key).Append(Doer(entry, ticket)));
    }

    // Kept in the directory for the ids on their tickets: they work on nothing any more.
    private static bool HasLeft(AgentProfile person) => person.RemovedAt is not null;

    // What the server did, it did for the customer.
    private static string Doer(TimelineEntry entry, Ticket ticket) => PersonKey.Of(entry.ById ?? ticket.CustomerId);
}
