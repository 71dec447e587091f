namespace ServerlessSupport.Push;

/// <summary>
/// Whom a push is for, as tags joined by || (at most 20, the limit of Notification Hubs for expressions of that form).
/// There is no empty expression: on the platform it would mean everyone.
/// </summary>
public sealed record TagExpression
{
    public const int MaxTags = 20;

    private TagExpression(IReadOnlyCollection<string> tags) => Tags = tags;

    public IReadOnlyCollection<string> Tags { get; }

    public string Text => string.Join(" || ", Tags);

    /// <summary>Everyone who carries at least one of the tags.</summary>
    public static TagExpression AnyOf(IReadOnlyCollection<string> tags) =>
        tags.Count is > 0 and <= MaxTags && !tags.Any(string.IsNullOrWhiteSpace)
            ? new TagExpression([.. tags])
            : throw new ArgumentException($"A push needs 1 to {MaxTags} tags; {tags.Count} were given.", nameof(tags));

    public override string ToString() => Text;
}
