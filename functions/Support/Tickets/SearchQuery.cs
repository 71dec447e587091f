namespace ServerlessSupport.Tickets;

/// <summary>What is searched for: every part must be found.</summary>
public sealed record SearchQuery
{
    /// <summary>Characters of the text.</summary>
    public const int MaxLength = 200;

    /// <summary>Parts that count.</summary>
    public const int MaxParts = 12;

    private SearchQuery(string text, IReadOnlyList<SearchPart> parts) => (Text, Parts) = (text, parts);

    /// <summary>As it was asked.</summary>
    public string Text { get; }

    /// <summary>What stands between spaces.</summary>
    public IReadOnlyList<SearchPart> Parts { get; }

    /// <summary>The query that a text asks; null when there is no letter or digit in it.</summary>
    public static SearchQuery? Of(string text)
    {
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
            .Select(part => new SearchPart([.. SearchWords.Asked(part)], TicketReference.Read(part) is { } reference ? SearchWords.Token(reference) : null))
            .Where(part => part.Words.Count > 0).Take(MaxParts).ToList();
        return parts.Count == 0 ? null : new SearchQuery(text, parts);
    }

    /// <summary>Whether it is found among these words.</summary>
    public bool Matches(IReadOnlyList<string> words) => Parts.All(part =>
        part.Words.All(prefix => words.Any(word => word.StartsWith(prefix, StringComparison.Ordinal))) || (part.Reference is not null && words.Contains(part.Reference)));
}

/// <summary>A part of a query: words that must each begin one of the ticket's, or the ticket's reference.</summary>
public sealed record SearchPart(IReadOnlyList<string> Words, string? Reference);
