namespace ServerlessSupport.Desk;

/// <summary>A queue that tickets stand in; those in none are in the general one.</summary>
public sealed record TicketQueue(string Id, string Name);

/// <summary>A text that agents send often, in one or more languages (BCP 47). Whoever sends it fills its placeholders, as <c>{{customer.name}}</c>.</summary>
public sealed record CannedAnswer(string Id, string Title, IReadOnlyDictionary<string, string> Texts);

/// <summary>A list that an agent keeps: its name, and what is asked of the list of tickets.</summary>
public sealed record SavedView(string Id, string Name, string Query);

/// <summary>The ids that people give to what they make.</summary>
public static class DeskId
{
    public const int MaxLength = 40;

    /// <summary>What is wrong with an id; null when nothing is.</summary>
    public static Refusal? Refuse(string id, string field) =>
        id.Length is > 0 and <= MaxLength && id.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '-')
            ? null
            : Refusal.Field(field, $"must be 1 to {MaxLength} lower-case ASCII letters, digits or dashes.");
}
