using System.Text.Json;
using System.Text.Json.Nodes;
using ServerlessSupport.App.Edge;
using ServerlessSupport.App.Http;
using ServerlessSupport.Attachments;

namespace ServerlessSupport.OpenApi;

/// <summary>The description of the whole API (OpenAPI 3.1), composed from the routes, the table of operations and the wire types.</summary>
internal sealed class OpenApiDocument
{
    private static readonly DocComments Comments = new();
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JsonSettings.Encoder };

    private readonly Schemas _schemas = new(Comments);

    /// <summary>Describes these routes, as text; one that the table does not know, or that is missing, is a fault.</summary>
    public static string Compose(IReadOnlyList<HttpRoute> routes) => new OpenApiDocument().Describe(routes).ToJsonString(Readable) + "\n";

    private JsonObject Describe(IReadOnlyList<HttpRoute> routes)
    {
        var paths = Paths(routes);
        return new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject
            {
                ["title"] = "ServerlessSupport",
                ["version"] = typeof(SubmitTicket).Assembly.GetName().Version!.ToString(3),
                ["description"] = "Customer support for mobile apps: tickets, their answers pushed, and inquiries about them. Unknown fields are to be ignored; what has no value is left out.",
                ["license"] = new JsonObject { ["name"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["tags"] = new JsonArray([.. Enum.GetValues<Who>().Select(audience => new JsonObject { ["name"] = audience.ToString(), ["description"] = Comments.Of(audience) })]),
            ["paths"] = paths,
            ["components"] = Components(),
        };
    }

    private JsonObject Paths(IReadOnlyList<HttpRoute> routes)
    {
        var paths = new JsonObject();
        var operations = Operations.All.ToDictionary(operation => operation.Function);
        foreach (var path in routes.GroupBy(route => route.Path).OrderBy(path => path.Key, StringComparer.Ordinal))
            paths[path.Key] = new JsonObject(path.Select(route => KeyValuePair.Create(
                route.Method.ToLowerInvariant(),
                (JsonNode?)(operations.Remove(route.Function, out var operation) ? OperationDescription.Of(route, operation, _schemas) : throw Mismatch(route.Function)))));
        return operations.Count == 0 ? paths : throw Mismatch(string.Join(", ", operations.Keys));
    }

    private static InvalidOperationException Mismatch(string functions) => new($"The routes and the table of operations do not agree on {functions}.");

    private JsonObject Components()
    {
        _schemas.Of(WireJson.Instance.PushMessage);
        var schemas = _schemas.Named();
        Enumerate(schemas[nameof(ProblemBody)]!, "code", ProblemCode.All.Select(problem => problem.Code));
        Enumerate(schemas[nameof(AttachmentRequest)]!, "contentType", AttachmentType.All.Select(type => type.ContentType));
        return new JsonObject
        {
            ["schemas"] = schemas,
            ["headers"] = Headers.All(),
            ["examples"] = Problems.Examples(),
            ["securitySchemes"] = new JsonObject { ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" } },
        };
    }

    // For values that a table holds, and no annotation can.
    private static void Enumerate(JsonNode schema, string property, IEnumerable<string> values) =>
        schema["properties"]![property]!["enum"] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
}
