namespace ServerlessSupport.Desk;

/// <summary>An agent as colleagues see them.</summary>
public sealed record AgentProfile
{
    /// <summary>See <see cref="PersonKey"/>.</summary>
    public required string Key { get; init; }

    /// <summary>The subject of the token, which tickets name as their assignee.</summary>
    public required string Id { get; init; }

    /// <summary>The name that the token told last.</summary>
    public string? Name { get; init; }

    /// <summary>What colleagues call them, and customers too where the server shows names.</summary>
    public required string DisplayName { get; init; }

    public AgentRank Role { get; init; }

    /// <summary>The queues they work on; none for all.</summary>
    public IReadOnlyList<string> Queues { get; init; } = [];

    /// <summary>Whether they see the tickets of all queues: leads and admins do, and who is in none.</summary>
    [JsonIgnore]
    public bool SeesAll => Role != AgentRank.Agent || Queues.Count == 0;

    /// <summary>The languages they answer in (BCP 47), the best first.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    public Availability Availability { get; init; }

    /// <summary>Of what they want to be told.</summary>
    public NotifyChoices Notify { get; init; } = new();

    /// <summary>When an admin took them out of the directory: they are nobody at the desk until an admin takes them back, unless their token says admin. Null for everybody else.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>Of who is taken out there stays how they are told apart, and what they come back to: the id that is on their tickets, role and queues.</summary>
    public AgentProfile TakenOut(DateTimeOffset now) => new() { Key = Key, Id = Id, DisplayName = Id, Role = Role, Queues = Queues, Availability = Availability.Away, RemovedAt = now };

    /// <summary>The same, back at the desk.</summary>
    public AgentProfile TakenBack() => RemovedAt is null ? this : this with { RemovedAt = null, Availability = Availability.Available };
}

/// <summary>What an agent may change at the desk beyond tickets.</summary>
[JsonConverter(typeof(StrictEnumConverter<AgentRank>))]
public enum AgentRank
{
    /// <summary>Nothing but what is their own.</summary>
    Agent,

    /// <summary>Sees the tickets of all queues, and hands over those of other agents.</summary>
    Lead,

    /// <summary>The same, and changes people and queues.</summary>
    Admin,
}

/// <summary>Whether an agent wants to be told of anything now.</summary>
[JsonConverter(typeof(StrictEnumConverter<Availability>))]
public enum Availability
{
    Available,
    Away,
}

/// <summary>Of what an agent is told by push; everything unless they choose otherwise.</summary>
public sealed record NotifyChoices
{
    /// <summary>A new ticket in their queues.</summary>
    public bool NewTicket { get; init; } = true;

    /// <summary>A customer's message, inquiry or reopening on their ticket.</summary>
    public bool Message { get; init; } = true;

    /// <summary>A colleague named them in a note.</summary>
    public bool Mention { get; init; } = true;

    /// <summary>A ticket was handed to them.</summary>
    public bool Assigned { get; init; } = true;

    /// <summary>A rating on their ticket.</summary>
    public bool Rating { get; init; } = true;
}
