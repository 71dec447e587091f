using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ServerlessSupport.Cloud.Tests.NotificationHubs;

/// <summary>
/// Fills a template as the hub does. An expression is a whole value; a value that begins with $ . % # or { must be one.
/// Of expressions it knows those that are used here: $(name), a string, and #(name), a number. What was not given is empty.
/// </summary>
internal static partial class TemplateLanguage
{
    /// <summary>The tree of a JSON body with its expressions replaced.</summary>
    public static JsonNode Json(string template, IReadOnlyDictionary<string, string> properties) => Fill(JsonNode.Parse(template)!, properties);

    /// <summary>The XML of a body with its expressions replaced.</summary>
    public static XElement Xml(string template, IReadOnlyDictionary<string, string> properties)
    {
        var root = XElement.Parse(template);
        foreach (var element in root.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
                attribute.Value = Text(attribute.Value, properties);
            if (!element.HasElements)
                element.Value = Text(element.Value, properties);
        }

        return root;
    }

    /// <summary>A header, or another value that can only be text.</summary>
    public static string Text(string value, IReadOnlyDictionary<string, string> properties) => Evaluate(value, properties).ToString();

    private static JsonNode Fill(JsonNode node, IReadOnlyDictionary<string, string> properties) => node switch
    {
        JsonObject values => new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)Fill(value.Value!, properties)))),
        JsonArray items => new JsonArray([.. items.Select(item => Fill(item!, properties))]),
        JsonValue value when value.TryGetValue<string>(out var text) => Evaluate(text, properties),
        _ => node.DeepClone(),
    };

    private static JsonValue Evaluate(string value, IReadOnlyDictionary<string, string> properties)
    {
        if (value.Length == 0 || !"$.%#{".Contains(value[0], StringComparison.Ordinal))
            return JsonValue.Create(value);
        var expression = Expression().Match(value);
        Assert.True(expression.Success, $"{value} is no expression.");
        var given = properties.GetValueOrDefault(expression.Groups["name"].Value, "");
        return value[0] == '#' ? JsonValue.Create(long.Parse(given, CultureInfo.InvariantCulture)) : JsonValue.Create(given);
    }

    [GeneratedRegex(@"^[$#]\((?<name>[A-Za-z0-9_]{1,120})\)$")]
    private static partial Regex Expression();
}
