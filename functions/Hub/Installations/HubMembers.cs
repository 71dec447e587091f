namespace ServerlessSupport.Hub.Installations;

/// <summary>Reads members of installations as the hub takes them.</summary>
internal static class HubMembers
{
    private const int MaxLength = 120;
    private const int MaxCount = 60;

    /// <exception cref="FormatException">Too many tags, or one that is none.</exception>
    public static IReadOnlyList<string> Tags(JsonNode? node)
    {
        if (node is null)
            return [];
        if (node is not JsonArray array || array.Any(tag => tag?.GetValueKind() != JsonValueKind.String))
            throw new FormatException("Tags must be an array of strings.");
        var tags = array.Select(tag => tag!.GetValue<string>()).ToList();
        if (tags.Count > MaxCount)
            throw new FormatException($"An installation may have {MaxCount} tags.");
        return tags.All(IsTag) ? tags : throw new FormatException($"A tag has 1 to {MaxLength} letters, digits or _ @ # . : -.");
    }

    /// <summary>A string member; null when it is not there, null or empty.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static string? Text(this JsonObject json, string name) => json[name] switch
    {
        null => null,
        var value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>() is { Length: > 0 } text ? text : null,
        _ => throw new FormatException($"The {name} must be a string."),
    };

    /// <summary>An object member; an empty one when it is not there or null.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static JsonObject Object(this JsonObject json, string name) => json[name] switch
    {
        null => [],
        JsonObject value => value,
        _ => throw new FormatException($"The {name} must be an object."),
    };

    private static bool IsTag(string tag) => tag.Length is > 0 and <= MaxLength && tag.All(c => char.IsAsciiLetterOrDigit(c) || "_@#.:-".Contains(c));
}
