namespace ServerlessSupport.Hub.Tags;

/// <summary>How large the service lets tag expressions be.</summary>
internal static class TagLimits
{
    private const int MaxAlternatives = 20;
    private const int MaxMixed = 6;

    /// <exception cref="FormatException">The expression cannot be read, or has more tags than the service takes.</exception>
    public static TagNode Parse(string expression)
    {
        var node = TagParser.Parse(expression);
        var max = IsAlternatives(node) ? MaxAlternatives : MaxMixed;
        return Count(node) <= max ? node : throw new FormatException($"A tag expression of this form may have {max} tags.");
    }

    private static bool IsAlternatives(TagNode node) => node switch
    {
        TagNode.Tag => true,
        TagNode.Or or => IsAlternatives(or.Left) && IsAlternatives(or.Right),
        _ => false,
    };

    private static int Count(TagNode node) => node switch
    {
        TagNode.Not not => Count(not.Inner),
        TagNode.And and => Count(and.Left) + Count(and.Right),
        TagNode.Or or => Count(or.Left) + Count(or.Right),
        _ => 1,
    };
}
