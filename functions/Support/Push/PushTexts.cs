using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace ServerlessSupport.Push;

/// <summary>What a lock screen shows: generic, nothing of the ticket.</summary>
public sealed record PushText(string Title, string Body);

/// <summary>
/// The generic texts of pushes in every language there is a file for in Push/Texts, named by its language tag (BCP 47);
/// adding a file adds a language. What is missing in one is taken from English.
/// </summary>
public static class PushTexts
{
    /// <summary>What is shown where nothing better is known.</summary>
    public const string DefaultLanguage = "en";

    private const string Folder = "ServerlessSupport.Push.Texts.";
    private const string Extension = ".json";

    private static readonly FrozenDictionary<string, Dictionary<string, string>> Files = typeof(PushTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..^Extension.Length], Read, StringComparer.OrdinalIgnoreCase);

    /// <summary>The languages, English first.</summary>
    public static IReadOnlyList<string> Languages { get; } = [.. Files.Keys.OrderBy(language => language != DefaultLanguage).ThenBy(language => language, StringComparer.Ordinal)];

    /// <summary>The language that fits a locale best: its tag is shortened from the end until there is one (RFC 4647, section 3.4).</summary>
    public static string LanguageFor(string? locale)
    {
        for (var tag = locale ?? ""; tag.Length > 0; tag = tag[..Math.Max(tag.LastIndexOf('-'), 0)])
        {
            if (Files.ContainsKey(tag))
                return Languages.First(language => language.Equals(tag, StringComparison.OrdinalIgnoreCase));
        }

        return DefaultLanguage;
    }

    /// <summary>The texts of a kind of push in each language; <paramref name="number"/> takes the place of {0}.</summary>
    public static IReadOnlyDictionary<string, PushText> Of(string kind, int? number = null) => Languages.ToDictionary(
        language => language, language => new PushText(Find(language, kind + ".title", number), Find(language, kind + ".body", number)));

    private static string Find(string language, string key, int? number) => string.Format(
        CultureInfo.InvariantCulture, Files[language].GetValueOrDefault(key) ?? Files[DefaultLanguage][key], number);

    private static Dictionary<string, string> Read(string resource)
    {
        using var file = typeof(PushTexts).Assembly.GetManifestResourceStream(resource)!;
        using var texts = JsonDocument.Parse(file);
        return texts.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!);
    }
}
