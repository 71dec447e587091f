using System.Text.Json.Nodes;

namespace ServerlessSupport.Cloud.Tests.Infra;

/// <summary>The resources that a deployment would create, as far as they are known before it.</summary>
internal sealed class Deployment(JsonNode snapshot)
{
    public const string Subscription = "11111111-1111-1111-1111-111111111111";

    public IReadOnlyList<JsonNode> Resources { get; } = [.. snapshot["predictedResources"]!.AsArray().Select(resource => resource!)];

    public JsonObject Settings => Properties("Microsoft.Web/sites/config").AsObject();

    public IReadOnlyList<JsonNode> All(string type) => [.. Resources.Where(resource => (string?)resource["type"] == type)];

    public JsonNode Single(string type) => Assert.Single(All(type));

    public JsonNode Properties(string type) => Single(type)["properties"]!;
}

/// <summary>Walks through JSON.</summary>
internal static class Json
{
    /// <summary>Each string of a document, with the way to it.</summary>
    public static IEnumerable<(string Path, string Value)> Strings(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Strings(member.Value)),
        JsonArray items => items.SelectMany(Strings),
        JsonValue value when value.TryGetValue<string>(out var text) => [(value.GetPath(), text)],
        _ => [],
    };

    /// <summary>A template and those nested in it.</summary>
    public static IEnumerable<JsonNode> Templates(JsonNode template) => Resources(template)
        .Select(resource => (resource["properties"] as JsonObject)?["template"]).OfType<JsonNode>()
        .SelectMany(Templates).Prepend(template);

    /// <summary>The resources of a template, which lists them by their names in it or one after the other.</summary>
    public static IEnumerable<JsonNode> Resources(JsonNode template) =>
        (template["resources"] is JsonObject byName ? byName.Select(member => member.Value) : template["resources"]!.AsArray()).OfType<JsonNode>();
}
