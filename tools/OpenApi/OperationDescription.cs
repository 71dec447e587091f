using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ServerlessSupport.App.Edge;

namespace ServerlessSupport.OpenApi;

/// <summary>Writes one operation as OpenAPI has it.</summary>
internal static partial class OperationDescription
{
    public static JsonObject Of(HttpRoute route, Operation operation, Schemas schemas)
    {
        var description = new JsonObject
        {
            ["operationId"] = operation.Function,
            ["summary"] = operation.Summary,
            ["tags"] = new JsonArray(route.Who.ToString()),
            ["security"] = route.Who == Who.Open ? new JsonArray() : new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
        };
        var parameters = PathParameter().Matches(route.Path).Select(match => Parameter.Path(match.Groups[1].Value)).Concat(operation.Parameters).ToList();
        if (parameters.Count > 0)
            description["parameters"] = new JsonArray([.. parameters.Select(Describe)]);
        if (operation.Body is { } body)
            description["requestBody"] = new JsonObject { ["required"] = !operation.BodyIsOptional, ["content"] = Content(body, schemas) };
        description["responses"] = new JsonObject(operation.Answers.Select(answer => Describe(answer, schemas)).Concat(Refusals(route.Who, operation, schemas)));
        return description;
    }

    private static JsonObject Describe(Parameter parameter) => new()
    {
        ["name"] = parameter.Name,
        ["in"] = parameter.In,
        ["description"] = parameter.Description,
        ["required"] = parameter.In == "path",
        ["schema"] = parameter.Schema(),
    };

    private static KeyValuePair<string, JsonNode?> Describe(Answer answer, Schemas schemas)
    {
        var response = Response(answer.Meaning, answer.Headers);
        if (answer.Body is { } body)
            response["content"] = Content(body, schemas);
        if (answer.ContentType is { } type)
            response["content"] = new JsonObject { [type] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } } };
        return KeyValuePair.Create(Text(answer.Status), (JsonNode?)response);
    }

    private static IEnumerable<KeyValuePair<string, JsonNode?>> Refusals(Who who, Operation operation, Schemas schemas) =>
        from problem in Problems.Of(who, operation)
        group problem by problem.Status into problems
        orderby problems.Key
        select KeyValuePair.Create(Text(problems.Key), (JsonNode?)Refusal(problems.Key, [.. problems], schemas));

    private static JsonObject Refusal(int status, ProblemCode[] problems, Schemas schemas)
    {
        var response = Response(string.Join(" ", problems.Select(problem => $"`{problem.Code}`: {problem.Title}")), status switch
        {
            401 => [Headers.Authenticate],
            429 => [Headers.RetryAfter, Headers.RateLimit, Headers.RateLimitPolicy],
            503 => [Headers.RetryAfter],
            _ => [],
        });
        response["content"] = new JsonObject
        {
            ["application/problem+json"] = new JsonObject
            {
                ["schema"] = schemas.Of(ProblemJson.Instance.ProblemBody),
                ["examples"] = new JsonObject(problems.Select(problem => KeyValuePair.Create(problem.Code, (JsonNode?)Reference("examples", problem.Code)))),
            },
        };
        return response;
    }

    private static JsonObject Response(string description, IReadOnlyList<string> headers)
    {
        var response = new JsonObject { ["description"] = description };
        if (headers.Count > 0)
            response["headers"] = new JsonObject(headers.Select(name => KeyValuePair.Create(name, (JsonNode?)Reference("headers", name))));
        return response;
    }

    private static JsonObject Content(Payload payload, Schemas schemas) => new()
    {
        ["application/json"] = new JsonObject { ["schema"] = schemas.Of(payload.Type), ["example"] = payload.Example() },
    };

    private static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex PathParameter();
}
