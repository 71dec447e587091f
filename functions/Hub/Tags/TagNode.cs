namespace ServerlessSupport.Hub.Tags;

/// <summary>A parsed tag expression.</summary>
internal abstract record TagNode
{
    /// <summary>Whether an installation with these tags is meant.</summary>
    public abstract bool Matches(IReadOnlySet<string> tags);

    /// <summary>Tags of which everyone meant carries at least one; null when no such set follows from the expression.</summary>
    public abstract IReadOnlyCollection<string>? AnyOf { get; }

    internal sealed record Tag(string Name) : TagNode
    {
        public override IReadOnlyCollection<string> AnyOf => [Name];

        public override bool Matches(IReadOnlySet<string> tags) => tags.Contains(Name);
    }

    internal sealed record Not(TagNode Inner) : TagNode
    {
        public override IReadOnlyCollection<string>? AnyOf => null;

        public override bool Matches(IReadOnlySet<string> tags) => !Inner.Matches(tags);
    }

    internal sealed record And(TagNode Left, TagNode Right) : TagNode
    {
        public override IReadOnlyCollection<string>? AnyOf => Left.AnyOf ?? Right.AnyOf;

        public override bool Matches(IReadOnlySet<string> tags) => Left.Matches(tags) && Right.Matches(tags);
    }

    internal sealed record Or(TagNode Left, TagNode Right) : TagNode
    {
        public override IReadOnlyCollection<string>? AnyOf => Left.AnyOf is { } left && Right.AnyOf is { } right ? [.. left, .. right] : null;

        public override bool Matches(IReadOnlySet<string> tags) => Left.Matches(tags) || Right.Matches(tags);
    }
}
