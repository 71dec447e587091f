namespace ServerlessSupport.Push;

/// <summary>What a lock screen shows: generic, nothing of the ticket. <paramref name="Text"/> is what the app shows, where the server made that too.</summary>
public sealed record PushText(string Title, string Body, string? Text = null);

/// <summary>The generic texts of pushes.</summary>
public static class PushTexts
{
    /// <summary>The texts of a kind of push in each language; <paramref name="number"/> takes the place of {0}.</summary>
    public static IReadOnlyDictionary<string, PushText> Of(string kind, int? number = null) => ServerTexts.Languages.ToDictionary(
        language => language, language => new PushText(ServerTexts.Find(language, kind + ".title", number), ServerTexts.Find(language, kind + ".body", number)));
}
