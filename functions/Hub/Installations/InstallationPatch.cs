namespace ServerlessSupport.Hub.Installations;

/// <summary>
/// Changes an installation as the service reads JSON-Patch: add sets a value, but on tags joins to those there are; remove
/// deletes a value, or from tags the one that ends the path; replace is the one after the other. Objects may be given as JSON in a string.
/// </summary>
internal static class InstallationPatch
{
    private const int MaxOperations = 100;

    /// <exception cref="FormatException">An operation that the hub does not know, or that does not fit the installation: none is done.</exception>
    public static JsonObject Apply(JsonObject document, JsonArray operations)
    {
        if (operations.Count > MaxOperations)
            throw new FormatException($"A patch may have {MaxOperations} operations.");
        var changed = document.DeepClone().AsObject();
        foreach (var operation in operations)
            Apply(changed, operation as JsonObject ?? throw new FormatException("Each operation of a patch must be an object."));
        return changed;
    }

    private static void Apply(JsonObject document, JsonObject operation)
    {
        var (op, path) = (operation.Text("op"), Read(operation.Text("path")));
        if (op is "add" or "replace" && operation["value"] is null)
            throw new FormatException($"The operation {op} needs a value.");
        switch (op)
        {
            case "remove" when IsTag(path):
                RemoveTag(Parent(document, path[..^1]), path[^1]);
                break;
            case "remove":
                if (!Parent(document, path).Remove(path[^1]))
                    throw Nothing(path);
                break;
            case "add" or "replace" when !IsTag(path):
                Set(document, path, operation["value"]!, joins: op == "add");
                break;
            default:
                throw new FormatException("The operation of a patch must be add, replace or remove, and of a single tag remove.");
        }
    }

    private static void Set(JsonObject document, string[] path, JsonNode value, bool joins)
    {
        if (path is ["templates", _] && document["templates"] is not JsonObject)
            document["templates"] = new JsonObject();
        var parent = Parent(document, path);
        if (path is not (["tags"] or ["templates", _, "tags"]))
            parent[path[^1]] = path is ["templates", _] or ["templates", _, "headers"] ? Parse(value) : value.DeepClone();
        else
            parent["tags"] = Array((joins && parent["tags"] is JsonArray there ? Texts(there) : []).Concat(Texts(value)).Distinct());
    }

    // The last tag takes the property with it.
    private static void RemoveTag(JsonObject parent, string tag)
    {
        var tags = parent["tags"] is { } there ? Texts(there).ToList() : [];
        if (!tags.Remove(tag))
            throw new FormatException($"The installation has no tag {tag} there.");
        if (tags.Count == 0)
            parent.Remove("tags");
        else
            parent["tags"] = Array(tags);
    }

    private static string[] Read(string? text)
    {
        if (text is not { Length: > 1 } || text[0] != '/')
            throw new FormatException("Each operation of a patch needs a path that begins with /.");
        string[] path = [.. text[1..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
        return path is ["pushChannel" or "userId" or "tags"] or ["templates", _] or ["templates", _, "body" or "headers" or "expiry" or "tags"] || IsTag(path)
            ? path
            : throw new FormatException($"An installation has nothing that can be patched at {text}: there are /pushChannel, /userId, /tags and /templates/{{name}} with its body, headers, expiry and tags.");
    }

    private static bool IsTag(string[] path) => path is ["tags", _] or ["templates", _, "tags", _];

    private static JsonObject Parent(JsonObject document, string[] path)
    {
        JsonNode? parent = document;
        foreach (var part in path[..^1])
            parent = (parent as JsonObject)?[part];
        return parent as JsonObject ?? throw Nothing(path);
    }

    private static FormatException Nothing(string[] path) => new($"The installation has nothing at /{string.Join('/', path)}.");

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static IEnumerable<string> Texts(JsonNode value) => value switch
    {
        JsonArray array => [.. array.Select(each => each?.ToString() ?? "")],
        JsonValue when value.ToString().StartsWith('[') => Texts(Parse(value)),
        _ => [value.ToString()],
    };

    /// <summary>The value, read as JSON where it is a string.</summary>
    internal static JsonNode Parse(JsonNode value) =>
        value.GetValueKind() != JsonValueKind.String ? value.DeepClone()
            : HubDocuments.JsonNode(value.GetValue<string>(), "A value in a string") ?? throw new FormatException("A value in a string is null.");
}
