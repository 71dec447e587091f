namespace ServerlessSupport.Client;

/// <summary>What an update tells.</summary>
public enum UpdateKind
{
    /// <summary>A kind that this version of the SDK does not know: show its text.</summary>
    Other,

    /// <summary>Something was done; the result is still to come.</summary>
    Progress,

    /// <summary>The result.</summary>
    Result,

    /// <summary>Where the ticket stands, because somebody asked.</summary>
    Status,

    /// <summary>An agent asks something, or writes to the customer.</summary>
    Message,
}

/// <summary>Where a ticket stands.</summary>
public enum TicketState
{
    /// <summary>A state that this version of the SDK does not know.</summary>
    Unknown,

    /// <summary>Waits for an agent, for the first time or reopened.</summary>
    Open,

    /// <summary>An agent works on it.</summary>
    InProgress,

    /// <summary>It has its result; an inquiry may still reopen it.</summary>
    Resolved,

    /// <summary>Final.</summary>
    Closed,

    /// <summary>An agent asked something and waits for the customer's answer, see <see cref="SupportServer.SendMessageAsync"/>.</summary>
    Waiting,
}

/// <summary>Who is to write next.</summary>
public enum AwaitedParty
{
    /// <summary>Nobody, or a party that this version of the SDK does not know.</summary>
    Nobody,

    /// <summary>An agent: the customer wrote last.</summary>
    Agent,

    /// <summary>The customer: an agent asked something.</summary>
    Customer,
}

/// <summary>What a customer raises.</summary>
public enum TicketCategory
{
    /// <summary>A question.</summary>
    Question,

    /// <summary>A complaint.</summary>
    Complaint,
}

/// <summary>What an entry of a ticket's timeline records.</summary>
public enum EntryKind
{
    /// <summary>A kind that this version of the SDK does not know: show its text.</summary>
    Other,

    /// <summary>The customer raised the ticket.</summary>
    Submitted,

    /// <summary>An agent took it on.</summary>
    Claimed,

    /// <summary>Something was done.</summary>
    Progress,

    /// <summary>The result.</summary>
    Result,

    /// <summary>The customer asked.</summary>
    Inquiry,

    /// <summary>Where the ticket stood when the customer asked.</summary>
    Status,

    /// <summary>The result did not satisfy; the ticket is open again.</summary>
    Reopened,

    /// <summary>The customer rated the result.</summary>
    Rating,

    /// <summary>The ticket is final.</summary>
    Closed,

    /// <summary>A file was added, by the customer or an agent.</summary>
    Attachment,

    /// <summary>The customer or an agent wrote to the other.</summary>
    Message,

    /// <summary>The ticket ended and goes on in another one, see <see cref="SupportTicket.MergedInto"/>.</summary>
    Merged,
}

/// <summary>Who made an entry.</summary>
public enum EntryAuthor
{
    /// <summary>The server by itself, or a role this version of the SDK does not know.</summary>
    System,

    /// <summary>The customer.</summary>
    Customer,

    /// <summary>An agent.</summary>
    Agent,
}

/// <summary>Reads names of the wire; what is new there is no error here.</summary>
internal static class Names
{
    public static T Read<T>(string? name)
        where T : struct, Enum =>
        name is { Length: > 0 } && char.IsLetter(name[0]) && Enum.TryParse<T>(name, ignoreCase: true, out var value) ? value : default;
}
