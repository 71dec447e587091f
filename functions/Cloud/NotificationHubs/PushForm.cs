namespace ServerlessSupport.Cloud.NotificationHubs;

/// <summary>
/// What no expression of a template can say, so that each form of a push has a template and a tag of its own: whether
/// it alerts, and whether its text was cut.
/// </summary>
internal sealed record PushForm(bool IsSilent, bool IsCut)
{
    public static IReadOnlyList<PushForm> All { get; } = [new(false, false), new(false, true), new(true, false), new(true, true)];

    /// <summary>The name of the form's template.</summary>
    public string Name => (IsSilent ? "silent" : "update") + (IsCut ? "-cut" : "");

    public static PushForm Of(PushMessage message) => new(message.Silent, message.Truncated);

    /// <summary>The tag by which the form's template of a registration is addressed.</summary>
    public string Tag(string registration) => $"{registration}:{Name}";

    /// <summary>The audience, as the form's templates of it.</summary>
    public string Address(TagExpression audience) => string.Join(" || ", audience.Tags.Select(Tag));

    /// <summary>The body with what the form says in its place.</summary>
    public string Fill(string body) => body.Replace("@truncated", IsCut ? "true" : "false", StringComparison.Ordinal)
        .Replace("@silent", IsSilent ? "true" : "false", StringComparison.Ordinal);
}
