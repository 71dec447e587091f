using ServerlessSupport.Tickets;

namespace ServerlessSupport;

/// <summary>Who signed in: the subject and name of a validated token, in one role.</summary>
public sealed record Caller(string Id, string? Name, ActorRole Role)
{
    /// <summary>What stands for the person in keys, tags and logs.</summary>
    public string Key { get; } = PersonKey.Of(Id);

    /// <summary>Whether the token also grants what concerns the whole server.</summary>
    public bool IsAdmin { get; init; }
}
