using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ServerlessSupport.OpenApi;

/// <summary>What one function takes and answers, as far as its route does not say it already.</summary>
internal sealed record Operation(string Function, string Summary)
{
    public Payload? Body { get; init; }

    /// <summary>Whether a request without a body means something too.</summary>
    public bool BodyIsOptional { get; init; }

    /// <summary>Headers and query parameters.</summary>
    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    public required IReadOnlyList<Answer> Answers { get; init; }

    /// <summary>The refusals that are this function's own, see <see cref="Problems.Of"/> for the others.</summary>
    public IReadOnlyList<ProblemCode> Refusals { get; init; } = [];
}

/// <summary>A good answer: what it means, what it holds, and the headers it carries.</summary>
internal sealed record Answer(int Status, string Meaning, Payload? Body = null, params IReadOnlyList<string> Headers)
{
    /// <summary>What it is where it is no JSON.</summary>
    public string? ContentType { get; init; }
}

/// <summary>A JSON body: its type on the wire and an example of it.</summary>
internal sealed record Payload(JsonTypeInfo Type, Func<JsonNode> Example)
{
    public static Payload Of<T>(JsonTypeInfo<T> type, Func<T> example) => new(type, () => JsonSerializer.SerializeToNode(example(), type)!);
}
