namespace ServerlessSupport.People;

/// <summary>Who signed in: the subject and name of a validated token, acting in one of the roles that it grants.</summary>
public sealed record Caller(string Id, string? Name, ActorRole Role)
{
    /// <summary>What stands for the person in keys, tags and logs.</summary>
    public string Key { get; } = PersonKey.Of(Id);

    /// <summary>The name as it is kept and shown: one line of at most 200 characters; null when the token has none.</summary>
    public string? ShownName => Graphemes.Cut(WrittenText.OneLine(Name), MaxNameLength) is { Length: > 0 } name ? name : null;

    /// <summary>Every role that the token grants: whoever is customer and agent is both wherever the role of this call does not matter.</summary>
    public IReadOnlyList<ActorRole> Roles { get; init; } = [Role];

    /// <summary>Whether the token also grants what concerns the whole server.</summary>
    public bool IsAdmin { get; init; }

    /// <summary>An agent who leads: sees all queues, and moves other agents' tickets.</summary>
    public bool IsLead { get; init; }

    /// <summary>The queues that an agent is confined to, by their ids; null when to none.</summary>
    public IReadOnlyList<string>? Queues { get; init; }

    private const int MaxNameLength = 200;
}

/// <summary>In what role somebody acts; the system acts by itself.</summary>
[JsonConverter(typeof(StrictEnumConverter<ActorRole>))]
public enum ActorRole
{
    Customer,
    Agent,
    System,
}

/// <summary>What stands for a signed-in person in keys, tags and logs: a digest, never a name or an address.</summary>
public static class PersonKey
{
    public static string Of(string subject) => Digest.Of("person", subject);
}
