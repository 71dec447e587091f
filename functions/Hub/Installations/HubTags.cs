using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessSupport.Hub.Installations;

/// <summary>Reads tags as the hub takes them.</summary>
internal static class HubTags
{
    private const int MaxLength = 120;
    private const int MaxCount = 60;

    /// <exception cref="FormatException">Too many, or one that is none.</exception>
    public static IReadOnlyList<string> Read(JsonNode? node)
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

    /// <summary>A string member that is there and not empty.</summary>
    public static string? Text(this JsonObject json, string name) =>
        json[name] is { } value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : null;

    private static bool IsTag(string tag) => tag.Length is > 0 and <= MaxLength && tag.All(c => char.IsAsciiLetterOrDigit(c) || "_@#.:-".Contains(c));
}
