using System.Collections.Frozen;

namespace ServerlessSupport;

/// <summary>
/// What the server itself says to people, in every language there is a file for in Texts, named by its language tag (BCP 47);
/// adding a file adds a language. What is missing in one is taken from English.
/// </summary>
public static class ServerTexts
{
    /// <summary>What is said where nothing better is known.</summary>
    public const string DefaultLanguage = "en";

    private const string Folder = "ServerlessSupport.Texts.";
    private const string Extension = ".json";

    private static readonly FrozenDictionary<string, Dictionary<string, string>> Files = typeof(ServerTexts).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Folder.Length..^Extension.Length], Read, StringComparer.OrdinalIgnoreCase);

    /// <summary>The languages, English first.</summary>
    public static IReadOnlyList<string> Languages { get; } = [.. Files.Keys.OrderBy(language => language != DefaultLanguage).ThenBy(language => language, StringComparer.Ordinal)];

    /// <summary>The language that fits a locale best: its tag is shortened from the end until there is one (RFC 4647, section 3.4); English when none does.</summary>
    public static string LanguageFor(string? locale) => Match(locale) ?? DefaultLanguage;

    /// <summary>The language that fits an Accept-Language header best (RFC 9110, 12.5.4); null when none of those that it names does.</summary>
    public static string? LanguageOf(string? acceptLanguage)
    {
        var (best, bestQuality) = ((string?)null, 0.0);
        var header = acceptLanguage.AsSpan();
        foreach (var part in header.Split(','))
        {
            var range = header[part];
            var end = range.IndexOf(';');
            var quality = end < 0 ? 1 : Quality(range[(end + 1)..]);
            if (quality > bestQuality && Match(end < 0 ? range : range[..end]) is { } language)
                (best, bestQuality) = (language, quality);
        }

        return best;
    }

    /// <summary>A text in a language; what is given takes the place of {0}.</summary>
    public static string Find(string language, string key, object? given = null) =>
        string.Format(CultureInfo.InvariantCulture, Files.GetValueOrDefault(language)?.GetValueOrDefault(key) ?? Files[DefaultLanguage][key], given);

    /// <summary>The keys of a language's file.</summary>
    internal static IReadOnlyCollection<string> Keys(string language) => Files[language].Keys;

    private static string? Match(ReadOnlySpan<char> locale)
    {
        for (var tag = locale.Trim(); tag.Length > 0; tag = tag[..Math.Max(tag.LastIndexOf('-'), 0)])
        {
            foreach (var language in Languages)
            {
                if (tag.Equals(language, StringComparison.OrdinalIgnoreCase))
                    return language;
            }
        }

        return null;
    }

    private static double Quality(ReadOnlySpan<char> parameters)
    {
        foreach (var part in parameters.Split(';'))
        {
            var parameter = parameters[part].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
                return double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : 0;
        }

        return 1;
    }

    private static Dictionary<string, string> Read(string resource)
    {
        using var file = typeof(ServerTexts).Assembly.GetManifestResourceStream(resource)!;
        using var texts = JsonDocument.Parse(file);
        return texts.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!);
    }
}
