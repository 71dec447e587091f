using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.OpenApi;

/// <summary>
/// The schemas of what travels, by the serializer's own account of its types, with the limits of their annotations. Each
/// type of ours is described once, under its name. What has no value is left out on the wire, so nothing is ever null,
/// and what is never without a value, or annotated as required, is always there.
/// </summary>
internal sealed class Schemas(DocComments comments)
{
    private readonly SortedDictionary<string, JsonNode> _named = new(StringComparer.Ordinal);

    /// <summary>The schema of a type: a reference when it has a name.</summary>
    public JsonNode Of(JsonTypeInfo type) => type.GetJsonSchemaAsNode(new() { TransformSchemaNode = Describe });

    /// <summary>All schemas with a name.</summary>
    public JsonObject Named() => new(_named.Select(schema => KeyValuePair.Create(schema.Key, (JsonNode?)schema.Value)));

    private JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        // Of what has a converter of its own the exporter knows nothing; a time is written the same way all the same.
        if (type == typeof(DateTimeOffset) && node is not JsonObject)
            node = new JsonObject { ["type"] = "string", ["format"] = "date-time" };
        if (node is not JsonObject schema)
            return node;
        if (Assemblies.Ours.Contains(type.Assembly))
            return Name(type, context.TypeInfo, schema);
        // The exporter refers to a place where the same type stood before, and this document is composed differently.
        if (schema.ContainsKey("$ref"))
            schema = (JsonObject)Of(context.TypeInfo);
        Narrow(schema, type);
        if (context.PropertyInfo is { } property && Comment(property) is { } comment)
            schema["description"] = comment;
        foreach (var limit in context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(inherit: true).OfType<Attribute>() ?? [])
            Limits.Apply(limit, schema);
        return schema;
    }

    private JsonObject Name(Type type, JsonTypeInfo info, JsonObject schema)
    {
        if (!schema.ContainsKey("$ref") && !_named.ContainsKey(type.Name))
        {
            Narrow(schema, type);
            if (comments.Of(type) is { } comment)
                schema["description"] = comment;
            schema.Remove("required");
            if (schema["properties"] is JsonObject properties && Required(info, properties) is { Count: > 0 } required)
                schema["required"] = required;
            _named.Add(type.Name, schema);
        }

        return Reference(type.Name);
    }

    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/schemas/{name}" };

    private string? Comment(JsonPropertyInfo property) =>
        property.AttributeProvider is MemberInfo { DeclaringType: { } owner } member ? comments.Of(owner, member.Name) : null;

    private static JsonArray Required(JsonTypeInfo info, JsonObject properties) =>
    [
        .. from property in info.Properties
           where properties.ContainsKey(property.Name) && (!IsNullable(property) || property.AttributeProvider?.IsDefined(typeof(RequiredAttribute), true) == true)
           select (JsonNode)property.Name,
    ];

    private static bool IsNullable(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.IsGetNullable;

    private static void Narrow(JsonObject schema, Type type)
    {
        schema.Remove("default");
        if (schema["type"] is JsonArray types)
            schema["type"] = types.Select(name => name!.GetValue<string>()).Single(name => name != "null");
        if (schema["enum"] is JsonArray values)
            (schema["type"], schema["enum"]) = ("string", new JsonArray([.. values.OfType<JsonNode>().Select(value => value.DeepClone())]));
        if (schema["type"]?.GetValue<string>() == "integer")
            schema["format"] = type == typeof(long) ? "int64" : "int32";
    }
}
