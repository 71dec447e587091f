using System.Text.Json;
using ServerlessSupport.Acceptance.Running;

namespace ServerlessSupport.Acceptance.OpenApi;

/// <summary>The API as /api/openapi.json describes it.</summary>
internal sealed class Description(JsonElement document)
{
    public JsonElement Document => document;

    public IReadOnlyList<DescribedOperation> Operations { get; } =
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from method in path.Value.EnumerateObject()
           select new DescribedOperation(method.Name.ToUpperInvariant(), path.Name, method.Value),
    ];

    public static async Task<Description> ReadAsync(Person person) => new((await person.GetAsync("/api/openapi.json")).Body);

    /// <summary>The operation that a request reaches; a path without parameters goes before one with.</summary>
    public DescribedOperation? Find(string method, string path) => Operations
        .Where(operation => operation.Method == method && operation.Matches(path))
        .OrderBy(operation => operation.Path.Count(c => c == '{'))
        .FirstOrDefault();
}

/// <summary>One operation of the description, and where in the document its schemas are.</summary>
internal sealed record DescribedOperation(string Method, string Path, JsonElement Json)
{
    public string Id => Json.GetProperty("operationId").GetString()!;

    public JsonElement Responses => Json.GetProperty("responses");

    public string RequestSchema => Pointer("requestBody", "content", "application/json", "schema");

    public bool TakesBody => Json.TryGetProperty("requestBody", out _);

    public string Pointer(params string[] steps) =>
        string.Concat(steps.Prepend(Method.ToLowerInvariant()).Prepend(Path).Prepend("paths").Select(step => "/" + Uri.EscapeDataString(step.Replace("~", "~0").Replace("/", "~1"))));

    public bool Matches(string path)
    {
        var (template, segments) = (Path.Split('/'), path.Split('/'));
        return template.Length == segments.Length && template.Zip(segments).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    /// <summary>The problem codes that an answer of this status may carry.</summary>
    public IEnumerable<string> Codes(string status) =>
        Responses.GetProperty(status).GetProperty("content").GetProperty("application/problem+json").GetProperty("examples").EnumerateObject().Select(example => example.Name);
}
