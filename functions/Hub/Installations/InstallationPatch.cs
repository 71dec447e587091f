using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServerlessSupport.Hub.Installations;

/// <summary>
/// Changes an installation as the service reads JSON-Patch: add and replace set a value, but add on tags joins to those
/// there are; remove deletes a value, or from tags the one that ends the path. Objects may be given as JSON in a string.
/// </summary>
internal static class InstallationPatch
{
    /// <exception cref="FormatException">An operation that the hub does not know, or that does not fit the installation.</exception>
    public static JsonObject Apply(JsonObject document, JsonArray operations)
    {
        var changed = document.DeepClone().AsObject();
        foreach (var operation in operations)
            Apply(changed, operation as JsonObject ?? throw new FormatException("Each operation of a patch must be an object."));
        return changed;
    }

    private static void Apply(JsonObject document, JsonObject operation)
    {
        var path = Read(operation.Text("path"));
        if (path is [.., "tags", var tag] && operation.Text("op") == "remove")
        {
            RemoveTag(Parent(document, path[..^1]), tag);
            return;
        }

        var parent = Parent(document, path);
        switch (operation.Text("op"))
        {
            case "add" when path[^1] == "tags":
                var before = parent["tags"] is JsonArray there ? Texts(there) : [];
                parent["tags"] = new JsonArray([.. before.Concat(Texts(operation["value"])).Distinct().Select(each => JsonValue.Create(each))]);
                break;
            case "add" or "replace":
                parent[path[^1]] = Value(operation["value"], path);
                break;
            case "remove":
                parent.Remove(path[^1]);
                break;
            default:
                throw new FormatException("The operation of a patch must be add, replace or remove.");
        }
    }

    private static string[] Read(string? path) =>
        path is { Length: > 1 } && path[0] == '/'
            ? [.. path[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))]
            : throw new FormatException("Each operation of a patch needs a path that begins with /.");

    private static JsonObject Parent(JsonObject document, string[] path)
    {
        if (path is ["templates", _] && document["templates"] is not JsonObject)
            document["templates"] = new JsonObject();
        JsonNode? parent = document;
        foreach (var part in path[..^1])
            parent = (parent as JsonObject)?[part];
        return parent as JsonObject ?? throw new FormatException($"The installation has nothing at /{string.Join('/', path)}.");
    }

    // The last tag takes the property with it.
    private static void RemoveTag(JsonObject parent, string tag)
    {
        var left = Texts(parent["tags"]).Where(each => each != tag).ToList();
        if (left.Count == 0)
            parent.Remove("tags");
        else
            parent["tags"] = new JsonArray([.. left.Select(each => JsonValue.Create(each))]);
    }

    // The SDKs' values are strings: of a template or of headers, the JSON text; of a body or a tag, the thing itself.
    private static JsonNode? Value(JsonNode? value, string[] path) =>
        path is ["templates", _] or [.., "headers"] or [.., "tags"] && value?.GetValueKind() == JsonValueKind.String ? Parse(value) : value?.DeepClone();

    private static IEnumerable<string> Texts(JsonNode? value) => value switch
    {
        null => [],
        JsonArray array => [.. array.Select(each => each?.ToString() ?? "")],
        _ when value.ToString().StartsWith('[') => Texts(Parse(value)),
        _ => [value.ToString()],
    };

    /// <summary>The value, read as JSON where it is a string.</summary>
    internal static JsonNode? Parse(JsonNode value)
    {
        if (value.GetValueKind() != JsonValueKind.String)
            return value.DeepClone();
        try
        {
            return JsonNode.Parse(value.GetValue<string>());
        }
        catch (JsonException fault)
        {
            throw new FormatException("A value in a string is not valid JSON.", fault);
        }
    }
}
